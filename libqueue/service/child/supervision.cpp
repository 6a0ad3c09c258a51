#include "service/child/supervision.hpp"

#include "service/child/result_file.hpp"

#include <algorithm>
#include <array>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace perfq::child {
namespace {

microseconds to_duration(const timeval& time) {
  return std::chrono::seconds{time.tv_sec} + microseconds{time.tv_usec};
}

void describe(const Ended& ended, ChildReport& report) {
  report.user = to_duration(ended.usage.ru_utime);
  report.system = to_duration(ended.usage.ru_stime);
  report.peak_memory_kb = ended.usage.ru_maxrss;
  report.end = ChildEnd::exited;
  if (!ended.known) {
    report.error = "the child's exit status went to another waitpid of this program";
  } else if (WIFSIGNALED(ended.status)) {
    report.end = ChildEnd::signalled;
    report.signal = WTERMSIG(ended.status);
  } else {
    report.exit_status = WEXITSTATUS(ended.status);
  }
}

int stdout_of(const ChildOptions& options) {
  if (!options.pass_output) return -1;
  return options.stdout_to_stderr ? STDERR_FILENO : STDOUT_FILENO;
}

}  // namespace

Supervision::Supervision(const ChildOptions& options, BootTime leased_at, LeaseKeeper& keeper,
                         std::stop_token hard_stop, Spawned spawned)
    : options_(options),
      hard_stop_(std::move(hard_stop)),
      started_at_(spawned.started_at),
      limit_at_(options.time_limit.count() > 0 ? later(started_at_, options.time_limit) : never),
      child_(spawned.pid, alarm_),
      tail_(options.tail_bytes),
      output_(std::move(spawned.output), stdout_of(options), tail_),
      errors_(std::move(spawned.errors), options.pass_output ? STDERR_FILENO : -1, tail_),
      heartbeat_(options, leased_at, keeper, tail_, alarm_),
      stopping_(options.kill_after),
      on_hard_stop_(hard_stop_, [this] { alarm_.wake(); }) {}

ChildReport Supervision::to_end() {
  while (!child_.exited()) {
    act(BootClock::now());
    wait_for_news();
  }
  const auto wall = std::chrono::duration_cast<microseconds>(BootClock::now() - started_at_);
  const auto ended = child_.reap();
  wind_up();
  return report(ended, wall);
}

std::optional<ChildEnd> Supervision::why_stop(BootTime now) const {
  if (heartbeat_.lost() || now >= heartbeat_.lease_end()) return ChildEnd::lease_lost;
  if (heartbeat_.cancel()) return ChildEnd::cancelled;
  if (hard_stop_.stop_requested()) return ChildEnd::stopped;
  if (now >= limit_at_ || heartbeat_.step_overdue()) return ChildEnd::timed_out;
  return std::nullopt;
}

void Supervision::act(BootTime now) {
  if (stopping_.reason()) {
    stopping_.go_on(child_, now);
  } else if (const auto reason = why_stop(now); reason && !child_.exited()) {
    if (reason == ChildEnd::lease_lost) heartbeat_.give_up();
    stopping_.begin(*reason, child_, now);
  }
}

BootTime Supervision::next_due() const {
  const auto due =
      stopping_.reason() ? stopping_.next() : std::min(limit_at_, heartbeat_.lease_end());
  return std::min({due, output_.patience_ends(), errors_.patience_ends()});
}

void Supervision::wait_for_news() {
  alarm_.set(next_due());
  std::array<pollfd, 6> fds{pollfd{alarm_.wake_fd(), POLLIN, 0},
                            pollfd{alarm_.timer_fd(), POLLIN, 0},
                            output_.read_interest(),
                            errors_.read_interest(),
                            output_.write_interest(),
                            errors_.write_interest()};
  if (::poll(fds.data(), fds.size(), -1) < 0) return;
  const auto now = BootClock::now();
  if (fds[0].revents != 0) alarm_.hush();
  if (fds[2].revents != 0) output_.read(now);
  if (fds[3].revents != 0) errors_.read(now);
  output_.write(now);
  errors_.write(now);
}

void Supervision::wind_up() {
  output_.drain(BootClock::now());
  errors_.drain(BootClock::now());
  flush_rest(output_, errors_);
  heartbeat_.stop();
}

ChildReport Supervision::report(const Ended& ended, microseconds wall) {
  ChildReport report;
  describe(ended, report);
  if (stopping_.reason()) report.end = *stopping_.reason();
  report.wall = wall;
  report.drain = heartbeat_.drain();
  if (report.end == ChildEnd::timed_out) report.overdue_step = heartbeat_.overdue_step();
  report.unsent_steps = heartbeat_.take_unsent();
  auto result = read_result(options_.result_file);
  report.result_json = std::move(result.json);
  report.result_error = std::move(result.error);
  report.output_tail = tail_.text();  // last: reading the steps may have added notes
  return report;
}

}  // namespace perfq::child
