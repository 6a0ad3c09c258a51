#include "fleet/event_follower.hpp"

#include "support/tally.hpp"

#include <chrono>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <unistd.h>

namespace perfq::test {

namespace {

Command following(const CliStore& store, int out) {
  Command command = store.command("events --follow --json");
  command.out = out;
  return command;
}

}  // namespace

Pipe::Pipe() {
  if (::pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("there is no pipe");
}

Pipe::~Pipe() {
  close_writing();
  ::close(ends_[0]);
}

void Pipe::close_writing() {
  if (ends_[1] != -1) ::close(ends_[1]);
  ends_[1] = -1;
}

// The pipe ends with the follower once nobody else could write to it.
EventFollower::EventFollower(const CliStore& store) : process_(following(store, pipe_.writing())) {
  pipe_.close_writing();
}

Json EventFollower::next() {
  auto end = unread_.find('\n', at_);
  while (end == std::string::npos) {
    read_more();
    end = unread_.find('\n', at_);
  }
  const Json event = Json::parse(unread_.substr(at_, end - at_));
  at_ = end + 1;
  return event;
}

void EventFollower::read_more() {
  unread_.erase(0, at_);
  at_ = 0;
  pollfd readable{pipe_.reading(), POLLIN, 0};
  const auto ms = std::chrono::milliseconds{2 * forever}.count();
  if (::poll(&readable, 1, static_cast<int>(ms)) != 1)
    throw std::runtime_error("no event comes any more");
  char block[1 << 14];
  const ssize_t got = ::read(pipe_.reading(), block, sizeof block);
  if (got <= 0) throw std::runtime_error("the follower of events ended: " + process_.err());
  unread_.append(block, static_cast<std::size_t>(got));
}

}  // namespace perfq::test
