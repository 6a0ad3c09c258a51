#pragma once

#include <perfq/queue.hpp>

#include <string>
#include <string_view>

namespace perfq::bench {

/// Ends what is left of the children of a worker's older processes that are gone from here, and
/// removes their files.
void end_leftovers_of(Queue& queue, std::string_view worker);

/// Ends a session with the scope that it belongs to.
class SessionEnd {
 public:
  SessionEnd(Queue& queue, std::string session) : queue_(queue), session_(std::move(session)) {}

  ~SessionEnd();
  SessionEnd(const SessionEnd&) = delete;
  SessionEnd& operator=(const SessionEnd&) = delete;

 private:
  Queue& queue_;
  std::string session_;
};

}  // namespace perfq::bench
