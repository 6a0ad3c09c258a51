#pragma once

#include <perfq/job.hpp>

#include <array>

// PRODUCT's table of states and calls, a line a case: how the job stands, what is called with the
// token that goes with it, the answer, and the state after it.

namespace perfq::test {

enum class Given {
  fresh,                ///< queued, never claimed, with an invented token
  released,             ///< queued, handed back; with the token of that lease
  failed_once,          ///< queued, failed with attempts left; with the token of that lease
  running,              ///< running, with its token
  retaken,              ///< running, claimed again after a loss; with the lost token
  lapsed,               ///< running, its lease is over and nobody took it; with its token
  lapsed_last,          ///< running, the same at its last attempt
  overdue,              ///< running, the same past its time limit, with attempts left
  to_cancel,            ///< running, somebody asked to cancel it; with its token
  to_cancel_lapsed,     ///< running, the same, and its lease is over
  succeeded,            ///< succeeded, with the token that completed it
  succeeded_elsewhere,  ///< succeeded, after a loss; with the lost token
  failed,               ///< failed, with the token that failed it for good
  lost,                 ///< failed, swept at its last attempt; with the lost token
  cancelled,            ///< cancelled, while it was queued, with an invented token
  cancelled_running,    ///< cancelled, released after somebody asked; with that token
};

enum class Call {
  claim,  ///< by another worker
  complete,
  fail,
  fail_for_good,
  release,
  heartbeat,
  step,
  output,
  cancel,
  retry,
  write_off,  ///< for what another job met
  sweep
};

enum class Answer {
  given,    ///< claimed
  nothing,  ///< nothing to claim
  done,     ///< now, or when the same was called before
  lost,     ///< the token is stale: nothing changes
  renewed,
  to_stop,  ///< renewed, and a cancel is wanted
  requested,
  unchanged,
  refused
};

struct Case {
  Given given;
  Call call;
  Answer answer;
  JobState after;
};

inline constexpr std::array cases{
    Case{Given::fresh, Call::claim, Answer::given, JobState::running},
    Case{Given::fresh, Call::complete, Answer::lost, JobState::queued},
    Case{Given::fresh, Call::fail, Answer::lost, JobState::queued},
    Case{Given::fresh, Call::fail_for_good, Answer::lost, JobState::queued},
    Case{Given::fresh, Call::release, Answer::lost, JobState::queued},
    Case{Given::fresh, Call::heartbeat, Answer::lost, JobState::queued},
    Case{Given::fresh, Call::step, Answer::lost, JobState::queued},
    Case{Given::fresh, Call::output, Answer::lost, JobState::queued},
    Case{Given::fresh, Call::cancel, Answer::done, JobState::cancelled},
    Case{Given::fresh, Call::retry, Answer::unchanged, JobState::queued},
    Case{Given::fresh, Call::write_off, Answer::done, JobState::failed},
    Case{Given::fresh, Call::sweep, Answer::nothing, JobState::queued},
    Case{Given::released, Call::claim, Answer::given, JobState::running},
    Case{Given::released, Call::complete, Answer::lost, JobState::queued},
    Case{Given::released, Call::fail, Answer::lost, JobState::queued},
    Case{Given::released, Call::fail_for_good, Answer::lost, JobState::queued},
    Case{Given::released, Call::release, Answer::done, JobState::queued},
    Case{Given::released, Call::heartbeat, Answer::lost, JobState::queued},
    Case{Given::released, Call::step, Answer::lost, JobState::queued},
    Case{Given::released, Call::output, Answer::lost, JobState::queued},
    Case{Given::released, Call::cancel, Answer::done, JobState::cancelled},
    Case{Given::released, Call::retry, Answer::unchanged, JobState::queued},
    Case{Given::released, Call::write_off, Answer::done, JobState::failed},
    Case{Given::released, Call::sweep, Answer::nothing, JobState::queued},
    Case{Given::failed_once, Call::claim, Answer::given, JobState::running},
    Case{Given::failed_once, Call::complete, Answer::lost, JobState::queued},
    Case{Given::failed_once, Call::fail, Answer::done, JobState::queued},
    Case{Given::failed_once, Call::fail_for_good, Answer::done, JobState::queued},
    Case{Given::failed_once, Call::release, Answer::lost, JobState::queued},
    Case{Given::failed_once, Call::heartbeat, Answer::lost, JobState::queued},
    Case{Given::failed_once, Call::step, Answer::lost, JobState::queued},
    Case{Given::failed_once, Call::output, Answer::lost, JobState::queued},
    Case{Given::failed_once, Call::cancel, Answer::done, JobState::cancelled},
    Case{Given::failed_once, Call::retry, Answer::unchanged, JobState::queued},
    Case{Given::failed_once, Call::write_off, Answer::done, JobState::failed},
    Case{Given::failed_once, Call::sweep, Answer::nothing, JobState::queued},
    Case{Given::running, Call::claim, Answer::nothing, JobState::running},
    Case{Given::running, Call::complete, Answer::done, JobState::succeeded},
    Case{Given::running, Call::fail, Answer::done, JobState::queued},
    Case{Given::running, Call::fail_for_good, Answer::done, JobState::failed},
    Case{Given::running, Call::release, Answer::done, JobState::queued},
    Case{Given::running, Call::heartbeat, Answer::renewed, JobState::running},
    Case{Given::running, Call::step, Answer::done, JobState::running},
    Case{Given::running, Call::output, Answer::done, JobState::running},
    Case{Given::running, Call::cancel, Answer::requested, JobState::running},
    Case{Given::running, Call::retry, Answer::refused, JobState::running},
    Case{Given::running, Call::write_off, Answer::done, JobState::failed},
    Case{Given::running, Call::sweep, Answer::nothing, JobState::running},
    Case{Given::retaken, Call::claim, Answer::nothing, JobState::running},
    Case{Given::retaken, Call::complete, Answer::lost, JobState::running},
    Case{Given::retaken, Call::fail, Answer::lost, JobState::running},
    Case{Given::retaken, Call::fail_for_good, Answer::lost, JobState::running},
    Case{Given::retaken, Call::release, Answer::lost, JobState::running},
    Case{Given::retaken, Call::heartbeat, Answer::lost, JobState::running},
    Case{Given::retaken, Call::step, Answer::lost, JobState::running},
    Case{Given::retaken, Call::output, Answer::lost, JobState::running},
    Case{Given::retaken, Call::cancel, Answer::requested, JobState::running},
    Case{Given::retaken, Call::retry, Answer::refused, JobState::running},
    Case{Given::retaken, Call::write_off, Answer::done, JobState::failed},
    Case{Given::retaken, Call::sweep, Answer::nothing, JobState::running},
    Case{Given::lapsed, Call::claim, Answer::given, JobState::running},
    Case{Given::lapsed, Call::complete, Answer::done, JobState::succeeded},
    Case{Given::lapsed, Call::fail, Answer::done, JobState::queued},
    Case{Given::lapsed, Call::fail_for_good, Answer::done, JobState::failed},
    Case{Given::lapsed, Call::release, Answer::done, JobState::queued},
    Case{Given::lapsed, Call::heartbeat, Answer::renewed, JobState::running},
    Case{Given::lapsed, Call::step, Answer::done, JobState::running},
    Case{Given::lapsed, Call::output, Answer::done, JobState::running},
    Case{Given::lapsed, Call::cancel, Answer::done, JobState::cancelled},
    Case{Given::lapsed, Call::retry, Answer::refused, JobState::running},
    Case{Given::lapsed, Call::write_off, Answer::done, JobState::failed},
    Case{Given::lapsed, Call::sweep, Answer::nothing, JobState::running},
    Case{Given::lapsed_last, Call::claim, Answer::nothing, JobState::failed},
    Case{Given::lapsed_last, Call::complete, Answer::done, JobState::succeeded},
    Case{Given::lapsed_last, Call::fail, Answer::done, JobState::failed},
    Case{Given::lapsed_last, Call::fail_for_good, Answer::done, JobState::failed},
    Case{Given::lapsed_last, Call::release, Answer::done, JobState::queued},
    Case{Given::lapsed_last, Call::heartbeat, Answer::renewed, JobState::running},
    Case{Given::lapsed_last, Call::step, Answer::done, JobState::running},
    Case{Given::lapsed_last, Call::output, Answer::done, JobState::running},
    Case{Given::lapsed_last, Call::cancel, Answer::done, JobState::cancelled},
    Case{Given::lapsed_last, Call::retry, Answer::refused, JobState::running},
    Case{Given::lapsed_last, Call::write_off, Answer::done, JobState::failed},
    Case{Given::lapsed_last, Call::sweep, Answer::nothing, JobState::failed},
    Case{Given::overdue, Call::claim, Answer::nothing, JobState::queued},
    Case{Given::overdue, Call::complete, Answer::done, JobState::succeeded},
    Case{Given::overdue, Call::fail, Answer::done, JobState::queued},
    Case{Given::overdue, Call::fail_for_good, Answer::done, JobState::failed},
    Case{Given::overdue, Call::release, Answer::done, JobState::queued},
    Case{Given::overdue, Call::heartbeat, Answer::lost, JobState::running},
    Case{Given::overdue, Call::step, Answer::done, JobState::running},
    Case{Given::overdue, Call::output, Answer::done, JobState::running},
    Case{Given::overdue, Call::cancel, Answer::done, JobState::cancelled},
    Case{Given::overdue, Call::retry, Answer::refused, JobState::running},
    Case{Given::overdue, Call::write_off, Answer::done, JobState::failed},
    Case{Given::overdue, Call::sweep, Answer::nothing, JobState::queued},
    Case{Given::to_cancel, Call::claim, Answer::nothing, JobState::running},
    Case{Given::to_cancel, Call::complete, Answer::done, JobState::succeeded},
    Case{Given::to_cancel, Call::fail, Answer::done, JobState::cancelled},
    Case{Given::to_cancel, Call::fail_for_good, Answer::done, JobState::cancelled},
    Case{Given::to_cancel, Call::release, Answer::done, JobState::cancelled},
    Case{Given::to_cancel, Call::heartbeat, Answer::to_stop, JobState::running},
    Case{Given::to_cancel, Call::step, Answer::done, JobState::running},
    Case{Given::to_cancel, Call::output, Answer::done, JobState::running},
    Case{Given::to_cancel, Call::cancel, Answer::requested, JobState::running},
    Case{Given::to_cancel, Call::retry, Answer::refused, JobState::running},
    Case{Given::to_cancel, Call::write_off, Answer::done, JobState::cancelled},
    Case{Given::to_cancel, Call::sweep, Answer::nothing, JobState::running},
    Case{Given::to_cancel_lapsed, Call::claim, Answer::nothing, JobState::cancelled},
    Case{Given::to_cancel_lapsed, Call::complete, Answer::done, JobState::succeeded},
    Case{Given::to_cancel_lapsed, Call::fail, Answer::done, JobState::cancelled},
    Case{Given::to_cancel_lapsed, Call::fail_for_good, Answer::done, JobState::cancelled},
    Case{Given::to_cancel_lapsed, Call::release, Answer::done, JobState::cancelled},
    Case{Given::to_cancel_lapsed, Call::heartbeat, Answer::to_stop, JobState::running},
    Case{Given::to_cancel_lapsed, Call::step, Answer::done, JobState::running},
    Case{Given::to_cancel_lapsed, Call::output, Answer::done, JobState::running},
    Case{Given::to_cancel_lapsed, Call::cancel, Answer::done, JobState::cancelled},
    Case{Given::to_cancel_lapsed, Call::retry, Answer::refused, JobState::running},
    Case{Given::to_cancel_lapsed, Call::write_off, Answer::done, JobState::cancelled},
    Case{Given::to_cancel_lapsed, Call::sweep, Answer::nothing, JobState::cancelled},
    Case{Given::succeeded, Call::claim, Answer::nothing, JobState::succeeded},
    Case{Given::succeeded, Call::complete, Answer::done, JobState::succeeded},
    Case{Given::succeeded, Call::fail, Answer::lost, JobState::succeeded},
    Case{Given::succeeded, Call::fail_for_good, Answer::lost, JobState::succeeded},
    Case{Given::succeeded, Call::release, Answer::lost, JobState::succeeded},
    Case{Given::succeeded, Call::heartbeat, Answer::lost, JobState::succeeded},
    Case{Given::succeeded, Call::step, Answer::lost, JobState::succeeded},
    Case{Given::succeeded, Call::output, Answer::lost, JobState::succeeded},
    Case{Given::succeeded, Call::cancel, Answer::refused, JobState::succeeded},
    Case{Given::succeeded, Call::retry, Answer::done, JobState::queued},
    Case{Given::succeeded, Call::write_off, Answer::refused, JobState::succeeded},
    Case{Given::succeeded, Call::sweep, Answer::nothing, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::claim, Answer::nothing, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::complete, Answer::lost, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::fail, Answer::lost, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::fail_for_good, Answer::lost, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::release, Answer::lost, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::heartbeat, Answer::lost, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::step, Answer::lost, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::output, Answer::lost, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::cancel, Answer::refused, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::retry, Answer::done, JobState::queued},
    Case{Given::succeeded_elsewhere, Call::write_off, Answer::refused, JobState::succeeded},
    Case{Given::succeeded_elsewhere, Call::sweep, Answer::nothing, JobState::succeeded},
    Case{Given::failed, Call::claim, Answer::nothing, JobState::failed},
    Case{Given::failed, Call::complete, Answer::lost, JobState::failed},
    Case{Given::failed, Call::fail, Answer::done, JobState::failed},
    Case{Given::failed, Call::fail_for_good, Answer::done, JobState::failed},
    Case{Given::failed, Call::release, Answer::lost, JobState::failed},
    Case{Given::failed, Call::heartbeat, Answer::lost, JobState::failed},
    Case{Given::failed, Call::step, Answer::lost, JobState::failed},
    Case{Given::failed, Call::output, Answer::lost, JobState::failed},
    Case{Given::failed, Call::cancel, Answer::refused, JobState::failed},
    Case{Given::failed, Call::retry, Answer::done, JobState::queued},
    Case{Given::failed, Call::write_off, Answer::refused, JobState::failed},
    Case{Given::failed, Call::sweep, Answer::nothing, JobState::failed},
    Case{Given::lost, Call::claim, Answer::nothing, JobState::failed},
    Case{Given::lost, Call::complete, Answer::lost, JobState::failed},
    Case{Given::lost, Call::fail, Answer::lost, JobState::failed},
    Case{Given::lost, Call::fail_for_good, Answer::lost, JobState::failed},
    Case{Given::lost, Call::release, Answer::lost, JobState::failed},
    Case{Given::lost, Call::heartbeat, Answer::lost, JobState::failed},
    Case{Given::lost, Call::step, Answer::lost, JobState::failed},
    Case{Given::lost, Call::output, Answer::lost, JobState::failed},
    Case{Given::lost, Call::cancel, Answer::refused, JobState::failed},
    Case{Given::lost, Call::retry, Answer::done, JobState::queued},
    Case{Given::lost, Call::write_off, Answer::refused, JobState::failed},
    Case{Given::lost, Call::sweep, Answer::nothing, JobState::failed},
    Case{Given::cancelled, Call::claim, Answer::nothing, JobState::cancelled},
    Case{Given::cancelled, Call::complete, Answer::lost, JobState::cancelled},
    Case{Given::cancelled, Call::fail, Answer::lost, JobState::cancelled},
    Case{Given::cancelled, Call::fail_for_good, Answer::lost, JobState::cancelled},
    Case{Given::cancelled, Call::release, Answer::lost, JobState::cancelled},
    Case{Given::cancelled, Call::heartbeat, Answer::lost, JobState::cancelled},
    Case{Given::cancelled, Call::step, Answer::lost, JobState::cancelled},
    Case{Given::cancelled, Call::output, Answer::lost, JobState::cancelled},
    Case{Given::cancelled, Call::cancel, Answer::unchanged, JobState::cancelled},
    Case{Given::cancelled, Call::retry, Answer::done, JobState::queued},
    Case{Given::cancelled, Call::write_off, Answer::refused, JobState::cancelled},
    Case{Given::cancelled, Call::sweep, Answer::nothing, JobState::cancelled},
    Case{Given::cancelled_running, Call::claim, Answer::nothing, JobState::cancelled},
    Case{Given::cancelled_running, Call::complete, Answer::lost, JobState::cancelled},
    // Which call it was that stopped it is not kept: both are told that it is over.
    Case{Given::cancelled_running, Call::fail, Answer::done, JobState::cancelled},
    Case{Given::cancelled_running, Call::fail_for_good, Answer::done, JobState::cancelled},
    Case{Given::cancelled_running, Call::release, Answer::done, JobState::cancelled},
    Case{Given::cancelled_running, Call::heartbeat, Answer::lost, JobState::cancelled},
    Case{Given::cancelled_running, Call::step, Answer::lost, JobState::cancelled},
    Case{Given::cancelled_running, Call::output, Answer::lost, JobState::cancelled},
    Case{Given::cancelled_running, Call::cancel, Answer::unchanged, JobState::cancelled},
    Case{Given::cancelled_running, Call::retry, Answer::done, JobState::queued},
    Case{Given::cancelled_running, Call::write_off, Answer::refused, JobState::cancelled},
    Case{Given::cancelled_running, Call::sweep, Answer::nothing, JobState::cancelled},
};

}  // namespace perfq::test
