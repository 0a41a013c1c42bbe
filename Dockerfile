# The image of the hub, see docs/image.md. Another base needs glibc and libstdc++, and no more.
ARG BUILD=docker.io/library/maven:3.9-eclipse-temurin-25
ARG BASE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD} AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -q -Pimage -DskipTests package

# From here on `mvn -Pimage verify` builds the same lines without a daemon.
FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Tidings" \
      org.opencontainers.image.description="A Server-Sent Events hub on Jakarta EE and MicroProfile" \
      org.opencontainers.image.source="https://github.com/tidings/tidings" \
      org.opencontainers.image.documentation="https://github.com/tidings/tidings/blob/main/docs/image.md" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /src/target/image/tidings /opt/tidings
COPY --from=build --chown=10001:10001 /src/target/image/data /data
ENV TIDINGS_MANAGEMENT_PORT=8081 \
    TIDINGS_LOG_DIRECTORY=/data/log
WORKDIR /data
VOLUME /data
EXPOSE 8080 8081
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/opt/tidings/runtime/bin/java", "@/opt/tidings/tidings.jvm", "-Xmx16m", "-Xmn4m", "-cp", "/opt/tidings/tidings.jar", "dev.tidings.Alive"]
ENTRYPOINT ["/opt/tidings/runtime/bin/java", "@/opt/tidings/tidings.jvm", "@/opt/tidings/container.jvm"]
CMD ["-jar", "/opt/tidings/tidings.jar"]
