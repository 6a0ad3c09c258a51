#include "conformance/state_machine_cases.hpp"
#include "core/lifecycle.hpp"
#include "service/queue_impl.hpp"
#include "store/operate.hpp"
#include "support/clocked_queue.hpp"
#include "support/printing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

using namespace perfq;
using namespace perfq::test;
using namespace std::chrono_literals;

namespace {

constexpr std::array given_names{"fresh",       "released",
                                 "failed_once", "running",
                                 "retaken",     "lapsed",
                                 "lapsed_last", "overdue",
                                 "to_cancel",   "to_cancel_lapsed",
                                 "succeeded",   "succeeded_elsewhere",
                                 "failed",      "lost",
                                 "cancelled",   "cancelled_running"};
constexpr std::array call_names{"claim",   "complete",  "fail",      "fail_for_good",
                                "release", "heartbeat", "step",      "output",
                                "cancel",  "retry",     "write_off", "sweep"};
constexpr std::array answer_names{"given",   "nothing",   "done",      "lost",   "renewed",
                                  "to_stop", "requested", "unchanged", "refused"};

std::string name(const Case& one) {
  return std::string{given_names[static_cast<std::size_t>(one.given)]} + " + " +
         call_names[static_cast<std::size_t>(one.call)];
}

std::string name(Answer answer) {
  return answer_names[static_cast<std::size_t>(answer)];
}

/// One queue for all cases; each has a stream of its own in it.
struct Stage : ClockedQueue {
  JobId job = 0;
  Lease lease;
  std::string stream;

  void set(Given given, std::size_t number) {
    stream = "case-" + std::to_string(number);
    job = add(queue, {.queue = stream,
                      .max_attempts = given == Given::lapsed_last || given == Given::lost ? 1 : 3,
                      .time_limit = given == Given::overdue ? microseconds{30s} : 4h});
    lease = {job, "invented"};
    if (given == Given::cancelled) queue.cancel(job);
    if (given == Given::fresh || given == Given::cancelled) return;
    // What failed in the cases before counts against it.
    queue.resume("w1");
    lease = claim("w1").jobs.at(0).lease();
    if (given == Given::to_cancel || given == Given::to_cancel_lapsed ||
        given == Given::cancelled_running)
      queue.cancel(job);
    wind_on(given);
    end(given);
  }

  ClaimAnswer claim(const std::string& worker) {
    return queue.claim({.queue = stream, .worker = worker});
  }

  void wind_on(Given given) {
    constexpr std::array late{Given::retaken, Given::lapsed,           Given::lapsed_last,
                              Given::overdue, Given::to_cancel_lapsed, Given::succeeded_elsewhere,
                              Given::lost};
    if (std::find(late.begin(), late.end(), given) != late.end()) clock.advance(60s);
  }

  void end(Given given) {
    if (given == Given::released || given == Given::cancelled_running)
      queue.release({.lease = lease});
    if (given == Given::failed_once) queue.fail({.lease = lease, .error = "no", .retry_in = 0us});
    if (given == Given::failed) queue.fail({.lease = lease, .error = "no", .permanent = true});
    if (given == Given::succeeded) queue.complete(lease);
    if (given == Given::lost) sweep(queue);
    if (given == Given::retaken) claim("w2");
    if (given == Given::succeeded_elsewhere) queue.complete(claim("w2").jobs.at(0).lease());
  }

  Answer call(Call call) {
    switch (call) {
      case Call::claim:
        return claim("w3").jobs.empty() ? Answer::nothing : Answer::given;
      case Call::complete:
        return of(queue.complete(lease));
      case Call::fail:
      case Call::fail_for_good:
        return of(
            queue.fail({.lease = lease, .error = "no", .permanent = call == Call::fail_for_good}));
      case Call::release:
        return of(queue.release({.lease = lease}));
      case Call::heartbeat:
        return heartbeat();
      case Call::step:
        return of(queue.report_steps(lease, std::array{StepReport{.step = "s"}}));
      case Call::output:
        return of(queue.keep_output(lease, "tail"));
      case Call::cancel:
        return of(queue.cancel(job));
      case Call::retry:
        return of(queue.retry(job));
      case Call::write_off:
        return write_off();
      case Call::sweep:
        sweep(queue);
        return Answer::nothing;
    }
    throw std::logic_error("no such call");
  }

  Answer heartbeat() {
    const Renewal renewal = queue.heartbeat(std::array{lease}, 60s).at(0);
    if (!renewal.renewed) return Answer::lost;
    return renewal.cancel ? Answer::to_stop : Answer::renewed;
  }

  Answer write_off() {
    const auto written_off = queue.impl().write(Repeat::safe, [&](store::Context& context) {
      return store::write_off(context, std::array{job}, "its artifact is bad");
    });
    return written_off == 1 ? Answer::done : Answer::refused;
  }

  static Answer of(Ack ack) {
    REQUIRE(ack != Ack::not_found);
    return ack == Ack::done ? Answer::done : Answer::lost;
  }

  static Answer of(Change change) {
    REQUIRE(change != Change::not_found);
    REQUIRE(change != Change::conflict);
    if (change == Change::done) return Answer::done;
    if (change == Change::requested) return Answer::requested;
    return change == Change::unchanged ? Answer::unchanged : Answer::refused;
  }
};

/// What happened to the job, in the words of the state machine.
core::Signal signal_of(const Case& one, const Job& before) {
  using core::Signal;
  const bool over = one.after == JobState::failed;
  const bool to_cancel = before.cancel_requested;
  switch (one.call) {
    case Call::claim:
      if (one.answer == Answer::given) return Signal::claim;
      break;
    case Call::complete:
      return Signal::complete;
    case Call::fail:
    case Call::fail_for_good:
      if (to_cancel) return Signal::stop_cancelled;
      return over ? Signal::fail_for_good : Signal::fail;
    case Call::release:
      return to_cancel ? Signal::stop_cancelled : Signal::release;
    case Call::cancel:
      return before.state != one.after && before.state == JobState::running
                 ? Signal::stop_cancelled  // its lease was over: nobody is left to hear of it
                 : Signal::ask_cancel;
    case Call::retry:
      return Signal::retry;
    case Call::write_off:
      return to_cancel ? Signal::stop_cancelled : Signal::write_off;
    default:
      break;
  }
  if (to_cancel) return Signal::stop_cancelled;  // the rest is the sweep's
  return over ? Signal::give_up : Signal::fail;
}

}  // namespace

TEST_CASE("the table has every call in every situation just once") {
  std::set<std::pair<Given, Call>> seen;
  for (const Case& one : cases) CHECK_MESSAGE(seen.insert({one.given, one.call}).second, name(one));
  CHECK(seen.size() == given_names.size() * call_names.size());
}

TEST_CASE_FIXTURE(Stage,
                  "every call in every situation answers and leaves the job as the table says") {
  for (std::size_t i = 0; i < cases.size(); ++i) {
    set(cases[i].given, i);
    const std::string answer = name(call(cases[i].call));
    CHECK_MESSAGE(answer == name(cases[i].answer), name(cases[i]));
    CHECK_MESSAGE(look(queue, job).state == cases[i].after, name(cases[i]));
  }
}

TEST_CASE_FIXTURE(Stage,
                  "the state machine in the code has the table's transitions, and no others") {
  std::set<std::pair<JobState, core::Signal>> seen;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& one = cases[i];
    set(one.given, i);
    const core::Signal signal = signal_of(one, look(queue, job));
    const JobState before = look(queue, job).state;
    const bool refused = one.answer == Answer::refused || one.answer == Answer::unchanged;
    if (refused) CHECK_MESSAGE(core::next(before, signal) == std::nullopt, name(one));
    if (before == one.after && one.answer != Answer::given && one.answer != Answer::requested)
      continue;
    CHECK_MESSAGE(core::next(before, signal) == one.after, name(one));
    seen.insert({before, signal});
  }
  for (const core::Transition& transition : core::transitions)
    CHECK_MESSAGE(seen.contains({transition.from, transition.signal}),
                  to_text(transition.from) << " + " << to_text(transition.signal));
  CHECK(seen.size() == core::transitions.size());
}
