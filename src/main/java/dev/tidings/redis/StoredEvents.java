package dev.tidings.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidings.event.Cursor;
import dev.tidings.event.Topic;
import dev.tidings.event.TopicFilters;
import dev.tidings.log.KeptTopic;
import dev.tidings.log.KeptTopics;
import dev.tidings.log.Newest;
import dev.tidings.log.Reading;
import dev.tidings.log.StoredEvent;
import dev.tidings.log.StoredForm;
import dev.tidings.log.TopicPrefixes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/// Reads events that lie in Redis. Thread-safe.
///
/// As in the embedded log two ways lead to the same answer: if the filters name few topics, the
/// index tells where these topics' events are, and only they are fetched; if they name many, the
/// stream is read.
final class StoredEvents {

  private static final int FEW_TOPICS = 64;
  private static final int LEAPS_TO_FIND_THEM = 256;
  private static final int IDS_AT_ONCE = 512;
  private static final int BODIES_AT_ONCE = 64;
  private static final int ENTRIES_AT_ONCE = 128;
  private static final int ENTRIES_OF_ONE_SCAN = 8192;
  private static final int TOPICS_OF_ONE_LOOK = 1024;
  private static final int COUNTED_AT_ONCE = 256;

  private static final byte[] COUNT = Reply.bytes("COUNT");
  private static final byte[] LIMIT = Reply.bytes("LIMIT");

  /// Behind every member of the index.
  private static final byte[] END = TopicPrefixes.endOf(new byte[0]);

  private final Links links;
  private final Keys keys;

  StoredEvents(Links links, Keys keys) {
    this.links = links;
    this.keys = keys;
  }

  /// Reads what is behind a place that is kept.
  ///
  /// @param end behind which nothing is read
  /// @param most bytes of data, after which no further event is read
  Reading.Page read(Cursor after, Cursor end, TopicFilters filters, int limit, int most) {
    if (!after.isBefore(end)) {
      return new Reading.Page(List.of(), after);
    }
    return links.use(
        link -> {
          var topics = fewTopics(filters, link);
          return topics.isPresent()
              ? merge(topics.get(), after, end, Math.min(limit, IDS_AT_ONCE), most, link)
              : scan(after, end, filters, limit, most, link);
        });
  }

  /// The topics that the filters match, if they are few and found soon.
  private Optional<Set<Topic>> fewTopics(TopicFilters filters, Link link) throws RedisException {
    if (filters.isEverything()) {
      return Optional.empty();
    }
    var found = new HashSet<Topic>();
    var left = LEAPS_TO_FIND_THEM;
    for (var filter : filters.values()) {
      if (filter.isExact()) {
        found.add(new Topic(filter.value()));
      } else {
        var members = leaps(END, filter.literalPrefix().getBytes(UTF_8), left, link);
        left -= members.size();
        members.stream().map(Reply::topicIn).filter(filter::matches).forEach(found::add);
      }
      if (left <= 0 || found.size() > FEW_TOPICS) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  /// The newest events' members, from the last topic to the first.
  ///
  /// @param before the member to begin before
  private static List<byte[]> leaps(byte[] before, byte[] prefix, int most, Link link)
      throws RedisException {
    var end = TopicPrefixes.endOf(prefix);
    var from = Arrays.compareUnsigned(before, end) < 0 ? before : end;
    var reply = link.run(Script.NEWEST, List.of(Reply.bound('(', from), prefix, Reply.bytes(most)));
    return Reply.list(reply).stream().map(byte[].class::cast).toList();
  }

  private Reading.Page merge(
      Set<Topic> topics, Cursor after, Cursor end, int limit, int most, Link link)
      throws RedisException {
    for (var topic : topics) {
      link.send(
          Command.ZRANGEBYLEX,
          keys.index(),
          Reply.bound('(', Reply.member(topic.utf8(), after)),
          Reply.bound('[', Reply.member(topic.utf8(), end)),
          LIMIT,
          Reply.bytes(0),
          Reply.bytes(limit));
    }
    var ids = new ArrayList<Cursor>();
    for (var _ : topics) {
      Reply.list(link.receive()).forEach(member -> ids.add(Reply.idIn((byte[]) member)));
    }
    ids.sort(null);
    var wanted = ids.subList(0, Math.min(limit, ids.size()));
    var page = fetch(wanted, most, link);
    var isAll = ids.size() < limit && (wanted.isEmpty() || page.through().equals(wanted.getLast()));
    return isAll ? new Reading.Page(page.events(), end) : page;
  }

  /// Reads events of which the ids are known.
  ///
  /// @param most bytes of data, after which no further event is read
  Reading.Page events(List<Cursor> ids, int most) {
    return links.use(link -> fetch(ids, most, link));
  }

  private Reading.Page fetch(List<Cursor> ids, int most, Link link) throws RedisException {
    var events = new ArrayList<StoredEvent>(ids.size());
    var bytes = 0L;
    for (int start = 0; start < ids.size(); start += BODIES_AT_ONCE) {
      var some = ids.subList(start, Math.min(ids.size(), start + BODIES_AT_ONCE));
      for (var id : some) {
        link.send(Command.XRANGE, keys.events(), Reply.bytes(id), Reply.bytes(id));
      }
      var found = new ArrayList<List<?>>();
      for (var _ : some) {
        found.add(Reply.list(link.receive()));
      }
      for (int i = 0; i < some.size(); i++) {
        // One that is not there has been dropped just now.
        for (var reply : found.get(i)) {
          var event = Reply.Entry.of(reply).event();
          event.ifPresent(events::add);
          bytes += event.map(StoredEvent::size).orElse(0);
        }
        if (bytes > most) {
          return new Reading.Page(events, some.get(i));
        }
      }
    }
    return new Reading.Page(events, ids.isEmpty() ? Cursor.ORIGIN : ids.getLast());
  }

  private Reading.Page scan(
      Cursor after, Cursor end, TopicFilters filters, int limit, int most, Link link)
      throws RedisException {
    var events = new ArrayList<StoredEvent>();
    var bytes = 0L;
    var through = after;
    for (int looked = 0; looked < ENTRIES_OF_ONE_SCAN; looked += ENTRIES_AT_ONCE) {
      var entries = range(through, end, Math.min(ENTRIES_AT_ONCE, most / 256 + 1), link);
      for (var entry : entries) {
        through = entry.id();
        var event = entry.event().filter(it -> filters.matches(it.topic()));
        if (event.isPresent()) {
          events.add(event.get());
          bytes += event.get().size();
        }
        if (events.size() >= limit || bytes > most) {
          return new Reading.Page(events, through);
        }
      }
      if (entries.isEmpty()) {
        return new Reading.Page(events, end);
      }
    }
    return new Reading.Page(events, through);
  }

  private List<Reply.Entry> range(Cursor after, Cursor end, int count, Link link)
      throws RedisException {
    var reply =
        link.call(
            Command.XRANGE,
            keys.events(),
            Reply.bytes("(" + after),
            Reply.bytes(end),
            COUNT,
            Reply.bytes(count));
    return Reply.list(reply).stream().map(Reply.Entry::of).toList();
  }

  /// The id of the first event behind a place; empty if there is none.
  Optional<Cursor> firstBehind(Cursor place) {
    return links.use(
        link -> {
          var from = place;
          while (true) {
            var entries = range(from, new Cursor(Long.MAX_VALUE, Long.MAX_VALUE), 1, link);
            if (entries.isEmpty()) {
              return Optional.<Cursor>empty();
            }
            if (entries.getFirst().event().isPresent()) {
              return Optional.of(entries.getFirst().id());
            }
            from = entries.getFirst().id();
          }
        });
  }

  /// The id of the last event before a time; empty if there is none.
  ///
  /// @param millis since the epoch, more than none
  Optional<Cursor> lastBefore(long millis) {
    return links.use(
        link -> {
          var until = Reply.bytes(Long.toString(millis - 1));
          while (true) {
            var reply =
                link.call(
                    Command.XREVRANGE,
                    keys.events(),
                    until,
                    Reply.bytes("-"),
                    COUNT,
                    Reply.bytes(1));
            var entries = Reply.list(reply).stream().map(Reply.Entry::of).toList();
            if (entries.isEmpty()) {
              return Optional.<Cursor>empty();
            }
            if (entries.getFirst().event().isPresent()) {
              return Optional.of(entries.getFirst().id());
            }
            until = Reply.bytes("(" + entries.getFirst().id());
          }
        });
  }

  // ---- topics

  /// Looks as [dev.tidings.log.EventLog#newest] does.
  Newest newest(TopicFilters filters, Cursor asOf, @Nullable Topic behind) {
    return links.use(
        link -> {
          var ids = new ArrayList<Cursor>();
          var before = behind == null ? END : StoredForm.topicStart(behind.utf8());
          for (var prefix : TopicPrefixes.of(filters)) {
            var members = leaps(before, prefix, TOPICS_OF_ONE_LOOK, link);
            ids.addAll(asOf(asOf, members, filters, link));
            if (members.size() == TOPICS_OF_ONE_LOOK) {
              return new Newest(ids, Reply.topicIn(members.getLast()));
            }
          }
          return new Newest(ids, null);
        });
  }

  /// Of each topic that matches, the newest event up to a place.
  private List<Cursor> asOf(Cursor asOf, List<byte[]> members, TopicFilters filters, Link link)
      throws RedisException {
    var ids = new ArrayList<Cursor>();
    var asked = 0;
    for (var member : members) {
      var topic = Reply.topicIn(member);
      if (!filters.matches(topic)) {
        continue;
      }
      if (!Reply.idIn(member).isAfter(asOf)) {
        ids.add(Reply.idIn(member));
        continue;
      }
      asked++;
      link.send(
          Command.ZREVRANGEBYLEX,
          keys.index(),
          Reply.bound('[', Reply.member(topic.utf8(), asOf)),
          Reply.bound('[', StoredForm.topicStart(topic.utf8())),
          LIMIT,
          Reply.bytes(0),
          Reply.bytes(1));
    }
    for (int i = 0; i < asked; i++) {
      Reply.list(link.receive()).forEach(member -> ids.add(Reply.idIn((byte[]) member)));
    }
    return ids;
  }

  /// Looks as [dev.tidings.log.EventLog#topics] does, and never ends in the middle of a topic: the
  /// index counts without looking at each event.
  KeptTopics topics(@Nullable Topic behind, int limit) {
    var most = Math.min(limit, COUNTED_AT_ONCE);
    var from =
        behind == null ? Reply.bytes("-") : Reply.bound('[', StoredForm.topicEnd(behind.utf8()));
    var reply =
        Reply.list(
            links.use(link -> link.run(Script.TOPICS, List.of(from, Reply.bytes(most + 1)))));
    var topics = new ArrayList<KeptTopic>();
    for (int i = 0; i + 1 < reply.size() && topics.size() < most; i += 2) {
      var newest = (byte[]) reply.get(i);
      topics.add(new KeptTopic(Reply.topicIn(newest), (Long) reply.get(i + 1), Reply.idIn(newest)));
    }
    return new KeptTopics(topics, null, reply.size() / 2 <= most);
  }
}
