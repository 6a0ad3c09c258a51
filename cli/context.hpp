#pragma once

#include "exit.hpp"
#include "options.hpp"
#include "output.hpp"

#include <optional>
#include <string_view>

namespace perfq::cli {

/// What a verb works with: the database, opened when it is first needed, and where to print.
class Context {
 public:
  explicit Context(GlobalOptions options) : options_(std::move(options)) {}

  bool json() const { return options_.json; }

  const std::string& db() const { return options_.db; }

  Queue& queue();
  Fleet& fleet();

  Output& out() { return out_; }

  /// A line for people, on stderr.
  void note(std::string_view line);

 private:
  GlobalOptions options_;
  Output out_;
  std::optional<Queue> queue_;
  std::optional<Fleet> fleet_;
};

}  // namespace perfq::cli
