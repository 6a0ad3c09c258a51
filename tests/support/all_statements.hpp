#pragma once

#include "store/statements.hpp"

#include <span>

namespace perfq::test {

/// The fields of the generated struct one after another; those of the other dialect are empty.
inline std::span<const store::Statement> all(const store::Statements& statements) {
  static_assert(sizeof(store::Statements) % sizeof(store::Statement) == 0);
  return {reinterpret_cast<const store::Statement*>(&statements),
          sizeof(store::Statements) / sizeof(store::Statement)};
}

}  // namespace perfq::test
