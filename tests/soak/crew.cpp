#include "soak/crew.hpp"

#include <csignal>
#include <sstream>
#include <thread>

namespace perfq::test {

void Crew::add(Make make) {
  members_.push_back({std::move(make), nullptr});
  start(members_.back());
}

void Crew::start(Member& member) {
  member.process = std::make_unique<Process>(member.make(++started_));
}

Crew::Member* Crew::one_that_runs(SeededRandom& random) {
  const int which = random.below(static_cast<int>(members_.size()));
  Member& member = members_[static_cast<std::size_t>(which)];
  return stands(member) ? nullptr : &member;
}

bool Crew::stands(const Member& member) {
  return member.stands.valid() &&
         member.stands.wait_for(std::chrono::seconds{0}) != std::future_status::ready;
}

void Crew::kill_one(SeededRandom& random) {
  Member* member = one_that_runs(random);
  if (member == nullptr) return;
  member->process->signal(SIGKILL);
  member->process->wait();
  start(*member);
  ++killed_;
}

void Crew::replace_one(SeededRandom& random) {
  Member* member = one_that_runs(random);
  if (member == nullptr) return;
  see_end(*member);
  start(*member);
  ++replaced_;
}

void Crew::suspend_one(SeededRandom& random, std::chrono::milliseconds time) {
  Member* member = one_that_runs(random);
  if (member == nullptr || member->process->has_ended()) return;
  member->process->suspend();
  member->stands = std::async(std::launch::async, [process = member->process.get(), time] {
    std::this_thread::sleep_for(time);
    process->signal(SIGCONT);
  });
  ++suspended_;
}

void Crew::follow_the_ended() {
  for (Member& member : members_) {
    if (stands(member) || !member.process->has_ended()) continue;
    see_end(member);
    start(member);
  }
}

/// A database that is away for too long ends a program with 1, in order, and SIGTERM one that is
/// about to start.
void Crew::see_end(Member& member) {
  if (member.stands.valid()) member.stands.wait();
  member.process->signal(SIGTERM);
  const Finished end = member.process->wait();
  const bool sound = end.err.find("Sanitizer") == std::string::npos;
  if (sound && (end.signal == SIGTERM || end == 0 || end == 1 || end == 3)) return;
  std::ostringstream words;
  words << end;
  faults_.push_back(words.str());
}

std::string Crew::told() const {
  return std::to_string(killed_) + " crashes, " + std::to_string(suspended_) + " suspended, " +
         std::to_string(replaced_) + " replaced";
}

void Crew::end() {
  for (Member& member : members_) see_end(member);
}

}  // namespace perfq::test
