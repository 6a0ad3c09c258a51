#pragma once

#include <perfq/error.hpp>

#include <string>

namespace perfq::test {

/// The error's kind and text of a call that must fail.
struct Failed {
  ErrorKind kind = ErrorKind::bug;
  std::string text;
  bool thrown = false;
  bool may_retry = false;
  bool effect_unknown = false;
};

template <class Call>
Failed failure_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return {error.kind(), error.what(), true, error.may_retry(), error.effect_unknown()};
  }
  return {};
}

}  // namespace perfq::test
