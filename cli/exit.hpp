#pragma once

#include <perfq/error.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace perfq::cli {

/// What the shell sees.
enum class Exit {
  done = 0,
  failed = 1,
  usage = 2,
  nothing = 3,
  lost = 4,  ///< lease lost, cancelled, or the state forbids it
  not_found = 5,
  conflict = 6,
  schema = 7,
  version = 8
};

/// What `--json` calls it.
enum class Fault {
  usage,
  nothing,
  lease_lost,
  state,
  not_found,
  conflict,
  schema,
  version,
  database,
  child
};

std::string_view to_text(Fault fault);
Exit exit_of(Fault fault);
Fault fault_of(ErrorKind kind);

/// An outcome that ends the verb with a line on stderr. Where a verb ends so without one, it
/// returns its Exit instead.
class Refusal : public std::runtime_error {
 public:
  Refusal(Fault fault, const std::string& line) : std::runtime_error(line), fault_(fault) {}

  Fault fault() const noexcept { return fault_; }

 private:
  Fault fault_;
};

}  // namespace perfq::cli
