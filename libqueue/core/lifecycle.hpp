#pragma once

#include <perfq/job.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace perfq::core {

/// What can happen to a job. `docs/state-machine.md` draws this table.
enum class Signal {
  claim,           ///< a worker leases it; where it was running, its lease had run out
  complete,        ///< its worker has done it
  fail,            ///< its worker, or its time limit, ended the attempt; attempts are left
  fail_for_good,   ///< the same, permanently or at the last attempt
  release,         ///< its worker hands it back
  give_up,         ///< its lease ran out, or it was handed back, at the last attempt
  ask_cancel,      ///< somebody cancels it
  stop_cancelled,  ///< its worker heard of that, or its lease ran out meanwhile
  write_off,       ///< what it is about can't be had: it need not be tried, or tried on
  retry            ///< somebody wants it anew
};

std::string_view to_text(Signal signal);

struct Transition {
  JobState from;
  Signal signal;
  JobState to;
};

inline constexpr std::array transitions{
    Transition{JobState::queued, Signal::claim, JobState::running},
    Transition{JobState::queued, Signal::ask_cancel, JobState::cancelled},
    Transition{JobState::queued, Signal::write_off, JobState::failed},
    Transition{JobState::running, Signal::claim, JobState::running},
    Transition{JobState::running, Signal::complete, JobState::succeeded},
    Transition{JobState::running, Signal::fail, JobState::queued},
    Transition{JobState::running, Signal::fail_for_good, JobState::failed},
    Transition{JobState::running, Signal::release, JobState::queued},
    Transition{JobState::running, Signal::give_up, JobState::failed},
    Transition{JobState::running, Signal::ask_cancel, JobState::running},
    Transition{JobState::running, Signal::stop_cancelled, JobState::cancelled},
    Transition{JobState::running, Signal::write_off, JobState::failed},
    Transition{JobState::succeeded, Signal::retry, JobState::queued},
    Transition{JobState::failed, Signal::retry, JobState::queued},
    Transition{JobState::cancelled, Signal::retry, JobState::queued},
};

/// Where a signal leads; nothing where the state forbids it.
constexpr std::optional<JobState> next(JobState from, Signal signal) {
  for (const Transition& transition : transitions)
    if (transition.from == from && transition.signal == signal) return transition.to;
  return std::nullopt;
}

}  // namespace perfq::core
