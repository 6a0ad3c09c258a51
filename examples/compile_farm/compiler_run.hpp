#pragma once

#include "unit.hpp"

#include <perfq/child.hpp>

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace compile_farm {

/// With what and where a unit is compiled.
struct Bench {
  std::string compiler;
  std::filesystem::path folder;   ///< a fresh folder within it is used, and removed
  std::string session_mark = {};  ///< for perfq::end_leftovers
  std::chrono::microseconds lease = std::chrono::seconds{60};
  std::optional<std::chrono::steady_clock::time_point> leased_at = {};
};

/// A unit in the hands of a compiler, in a folder of its own.
class CompilerRun {
 public:
  CompilerRun(const Unit& unit, const Bench& bench, perfq::LeaseKeeper& keeper,
              std::stop_token stop);
  ~CompilerRun();
  CompilerRun(const CompilerRun&) = delete;
  CompilerRun& operator=(const CompilerRun&) = delete;

  /// The output's tail has the compiler's messages, as they would be where the sources are.
  perfq::ChildReport run();
  /// After an exit with 0.
  std::string object() const;

 private:
  using Words = std::vector<std::string>;

  perfq::ChildOptions options() const;
  Words command(const std::filesystem::path& folder, const Words& maps) const;
  Words true_names(const std::filesystem::path& folder) const;
  perfq::ChildReport compile_in(const std::filesystem::path& folder, const std::string& text,
                                const Words& maps);
  void quote(perfq::ChildReport& report);

  const Unit& unit_;
  const Bench& bench_;
  perfq::LeaseKeeper& keeper_;
  std::stop_token stop_;
  std::filesystem::path folder_;
};

}  // namespace compile_farm
