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

}  // namespace perfq::service
