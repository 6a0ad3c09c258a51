#include "service/child/steps_reader.hpp"

#include "service/child/file_descriptor.hpp"
#include "service/child/step_line.hpp"

namespace perfq::child {
namespace {

// The child is not trusted: it may neither fill our memory nor drown its own output in notes.
constexpr std::size_t steps_block_bytes = 256 * 1024;
constexpr std::size_t max_line_bytes = 1024 * 1024;
constexpr std::size_t max_file_bytes = 64 * 1024 * 1024;
constexpr std::size_t max_complaints = 20;

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

StepsReader::StepsReader(const std::filesystem::path& path, OutputTail& notes)
    : path_(path.empty() ? std::string{} : std::filesystem::absolute(path).string()),
      notes_(notes) {}

void StepsReader::read_new(std::vector<StepReport>& to) {
  if (path_.empty()) return;
  if (regular_file_size(path_) < offset_) {  // written anew
    offset_ = line_ = 0;
    half_.clear();
    skipping_ = false;
  }
  while (read_block()) take_lines(to);
}

void StepsReader::read_rest(std::vector<StepReport>& to) {
  read_new(to);
  if (half_.empty()) return;
  half_ += '\n';
  take_lines(to);
}

bool StepsReader::read_block() {
  if (offset_ >= max_file_bytes) return false;
  const auto block = read_regular_file(path_, offset_, steps_block_bytes);
  offset_ += block.size();
  half_ += block;
  if (offset_ >= max_file_bytes) complain("the file is over 64 MiB: the rest is not read");
  return !block.empty();
}

void StepsReader::take_lines(std::vector<StepReport>& to) {
  std::size_t begin = 0;
  for (auto end = half_.find('\n'); end != std::string::npos; end = half_.find('\n', begin)) {
    ++line_;
    if (!skipping_) take(std::string_view(half_).substr(begin, end - begin), to);
    skipping_ = false;
    begin = end + 1;
  }
  half_.erase(0, begin);
  if (half_.size() <= max_line_bytes) return;
  if (!skipping_) complain("line " + std::to_string(line_ + 1) + " skipped: it is over 1 MiB");
  skipping_ = true;
  half_.clear();
}

void StepsReader::take(std::string_view line, std::vector<StepReport>& to) {
  if (is_blank(line)) return;
  std::string fault;
  if (auto step = parse_step_line(line, fault)) {
    to.push_back(std::move(*step));
  } else {
    complain("line " + std::to_string(line_) + " skipped: " + fault);
  }
}

void StepsReader::complain(const std::string& fault) {
  if (++complaints_ <= max_complaints) notes_.note("steps file: " + fault);
  if (complaints_ == max_complaints) notes_.note("steps file: further faults are not listed");
}

}  // namespace perfq::child
