#pragma once

#include "service/child/output_tail.hpp"

#include <perfq/step.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace perfq::child {

/// Follows the file to which the child appends its steps. One thread at a time.
class StepsReader {
 public:
  /// An empty path: no steps, ever. Malformed lines are noted in the tail.
  StepsReader(const std::filesystem::path& path, OutputTail& notes);

  /// Adds the complete lines that are new.
  void read_new(std::vector<StepReport>& to);

  /// The same, and a last line without its end: nobody writes any more.
  void read_rest(std::vector<StepReport>& to);

 private:
  bool read_block();
  void take_lines(std::vector<StepReport>& to);
  void take(std::string_view line, std::vector<StepReport>& to);
  void complain(const std::string& fault);

  std::string path_;
  OutputTail& notes_;
  std::size_t offset_ = 0;
  std::size_t line_ = 0;
  std::size_t complaints_ = 0;
  bool skipping_ = false;  // inside a line that is too long
  std::string half_{};
};

}  // namespace perfq::child
