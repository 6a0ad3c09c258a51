#include "service/child/pass_through.hpp"

namespace perfq::child {
namespace {

constexpr std::size_t max_pending_bytes = 64 * 1024;
constexpr std::chrono::seconds patience{10};

}  // namespace

void PassThrough::offer(std::string_view bytes, BootTime now) {
  if (stuck_) {
    dropped_ += bytes.size();
  } else {
    if (pending_.empty()) stuck_at_ = now + patience;
    pending_ += bytes;
    flush(now);
  }
}

void PassThrough::flush(BootTime now) {
  const auto written = sink_.write(pending_);
  if (sink_.closed()) {
    pending_.clear();
  } else if (written > 0) {
    pending_.erase(0, written);
    stuck_at_ = now + patience;
    if (stuck_) {
      pending_ += "\n[perfq] " + std::to_string(dropped_) + " bytes of output were not passed on\n";
    }
    stuck_ = false;
    dropped_ = 0;
  } else if (now >= stuck_at_) {
    stuck_ = true;
  }
}

bool PassThrough::full() const noexcept {
  return pending_.size() >= max_pending_bytes && !stuck_;
}

}  // namespace perfq::child
