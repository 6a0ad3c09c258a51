#include "core/lifecycle.hpp"

namespace perfq::core {

std::string_view to_text(Signal signal) {
  switch (signal) {
    case Signal::claim:
      return "claim";
    case Signal::complete:
      return "complete";
    case Signal::fail:
      return "fail";
    case Signal::fail_for_good:
      return "fail for good";
    case Signal::release:
      return "release";
    case Signal::give_up:
      return "give up";
    case Signal::ask_cancel:
      return "ask to cancel";
    case Signal::stop_cancelled:
      return "stop cancelled";
    case Signal::write_off:
      return "write off";
    case Signal::retry:
      return "retry";
  }
  return {};
}

}  // namespace perfq::core
