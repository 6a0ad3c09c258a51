#include "store/workers.hpp"

#include "core/text.hpp"
#include "store/end.hpp"
#include "store/statements.hpp"

namespace perfq::store {

std::string worker_state(Context& context, const std::string& worker) {
  const Rows found = context.database.run(context.sql().find_worker, {worker});
  return found.empty() ? "active" : found.front().text(1);
}

void set_worker_state(Context& context, std::string_view worker, std::string_view state) {
  core::require_name("the worker", worker);
  context.database.run(context.sql().set_worker_state,
                       {context.now(), std::string{worker}, std::string{state}, context.actor});
}

void worker_seen(Context& context, const std::string& worker, std::string_view version) {
  context.database.run(context.sql().worker_seen, {context.now(), worker, text_or_null(version)});
}

void start_session(Context& context, const NewSession& session) {
  core::require_name("the worker", session.worker);
  core::require_text("the version", session.version, core::name_limit_bytes);
  const ProcessIdentity& process = session.process;
  context.database.run(
      context.sql().insert_session,
      {context.now(), session.id, session.worker, text_or_null(session.version), process.host,
       process.boot_id, process.pid, process.start_ticks, session.lease.count()});
}

std::string session_seen(Context& context, std::string_view session) {
  const Rows rows =
      context.database.run(context.sql().session_seen, {context.now(), std::string{session}});
  return rows.empty() ? std::string{} : rows.front().text(0);
}

void end_session(Context& context, std::string_view session) {
  const std::string id{session};
  for (const Row& row : context.database.run(context.sql().held_jobs, {id}))
    release(context, {.lease = {row.integer(0), row.text(1)}, .reason = "its session ended"});
  context.database.run(context.sql().end_session, {context.now(), id});
}

}  // namespace perfq::store
