#include "bench/note_event.hpp"

#include "store/statements.hpp"

namespace perfq::bench {

namespace {

store::Value id_or_null(std::int64_t id) {
  return id != 0 ? store::Value{id} : store::null;
}

}  // namespace

void note_event(store::Context& context, const EventNote& note) {
  context.database.run(
      context.sql().note_event,
      {context.now(), note.type, id_or_null(note.job), id_or_null(note.group),
       store::text_or_null(note.worker), context.actor, store::text_or_null(note.data)});
}

}  // namespace perfq::bench
