package dev.tidings.contract;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `GET /openapi`; YAML unless JSON is asked for, as MicroProfile OpenAPI has it.
@ApplicationScoped
@Path("/openapi")
@Tag(ref = "describe")
public class OpenApiResource {

  private final Document document = Document.ofRequests();

  @GET
  @Produces({Document.YAML, MediaType.APPLICATION_JSON})
  @Operation(operationId = "describeRequests", summary = "This document")
  @SecurityRequirementsSet({})
  @APIResponse(responseCode = "200", ref = "document")
  @APIResponse(responseCode = "401", ref = "unauthenticated")
  @APIResponse(responseCode = "406", ref = "notAcceptable")
  @APIResponse(responseCode = "503", ref = "unavailable")
  public Response document() {
    return Response.ok(document).build();
  }
}
