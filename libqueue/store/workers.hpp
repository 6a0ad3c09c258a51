#pragma once

#include "store/context.hpp"

#include <perfq/process.hpp>

#include <string>
#include <string_view>

namespace perfq::store {

/// `active` for a name that nobody drained or registered.
std::string worker_state(Context& context, const std::string& worker);
/// One statement. Its event is written where the state changes.
void set_worker_state(Context& context, std::string_view worker, std::string_view state);
void worker_seen(Context& context, const std::string& worker, std::string_view version);

struct NewSession {
  std::string id;
  std::string worker;
  std::string version;
  ProcessIdentity process;
  microseconds lease{};
};

void start_session(Context& context, const NewSession& session);
/// The session's worker; empty where the session has ended or never was.
std::string session_seen(Context& context, std::string_view session);
/// In a transaction. Releases what it holds, uncharged.
void end_session(Context& context, std::string_view session);

}  // namespace perfq::store
