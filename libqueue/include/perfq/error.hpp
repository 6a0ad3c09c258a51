#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace perfq {

/// What went wrong, by what the caller can do about it.
enum class ErrorKind {
  invalid,      ///< an argument is out of its range or no text that is allowed there: mend the call
  not_found,    ///< no such job, group, worker, request or suite
  state,        ///< the state of the thing forbids the call
  conflict,     ///< something else bears that name or holds that place
  schema,       ///< the schema is missing, or does not serve this program: migrate
  unavailable,  ///< the database can't be reached, or the connection broke
  busy,         ///< another transaction was in the way longer than we wait
  storage,      ///< disk full, read-only, damaged, no database: see to the machine
  bug           ///< perfq's own fault
};

/// The one exception of this library. Outcomes that a caller must expect (nothing to claim, a lease
/// lost) are return values instead. `what()` is one line: what happened, to which thing, what to
/// do.
class Error : public std::runtime_error {
 public:
  /// Whether the call may have taken effect all the same.
  enum class Effect { none, unknown };

  Error(ErrorKind kind, const std::string& what, Effect effect = Effect::none, std::size_t item = 0)
      : std::runtime_error(what), kind_(kind), effect_(effect), item_(item) {}

  ErrorKind kind() const noexcept { return kind_; }

  /// The same call may be made again as it is: nothing was stored, and what was in the way passes.
  bool may_retry() const noexcept {
    return effect_ == Effect::none && (kind_ == ErrorKind::unavailable || kind_ == ErrorKind::busy);
  }

  /// The answer to a commit was lost: look whether the call took effect before repeating it. Calls
  /// that carry a token or a unique key may be repeated; they find their own effect.
  bool effect_unknown() const noexcept { return effect_ == Effect::unknown; }

  /// Of a batch: the number, from 1, of the first bad one, so that a caller can say where that one
  /// came from. 0: the fault is of the call as a whole.
  std::size_t item() const noexcept { return item_; }

 private:
  ErrorKind kind_;
  Effect effect_;
  std::size_t item_;
};

}  // namespace perfq
