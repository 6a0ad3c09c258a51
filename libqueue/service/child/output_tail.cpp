#include "service/child/output_tail.hpp"

#include <algorithm>

namespace perfq::child {
namespace {

std::string_view last(std::string_view bytes, std::size_t count) {
  return bytes.substr(bytes.size() - std::min(bytes.size(), count));
}

}  // namespace

void OutputTail::append(std::string_view bytes) {
  std::lock_guard const lock(mutex_);
  kept_ += last(bytes, limit_);
  if (kept_.size() > 2 * limit_) kept_.erase(0, kept_.size() - limit_);
}

void OutputTail::note(std::string_view text) {
  append("[perfq] " + std::string(text) + "\n");
}

std::string OutputTail::text() const {
  std::lock_guard const lock(mutex_);
  return std::string(last(kept_, limit_));
}

}  // namespace perfq::child
