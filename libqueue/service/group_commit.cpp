#include "service/group_commit.hpp"

#include <perfq/error.hpp>

namespace perfq::service {

bool effect_unknown(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& known) {
    return known.effect_unknown();
  } catch (...) {
    return false;
  }
}

std::exception_ptr same_for_others(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& known) {
    if (known.kind() != ErrorKind::unavailable && known.kind() != ErrorKind::busy) return nullptr;
    return std::make_exception_ptr(Error(known.kind(), known.what()));
  } catch (...) {
    return nullptr;
  }
}

}  // namespace perfq::service
