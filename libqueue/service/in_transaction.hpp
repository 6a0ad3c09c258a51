#pragma once

#include "store/context.hpp"

#include <perfq/in_transaction.hpp>

namespace perfq {

class InTransaction::Impl {
 public:
  Impl(std::unique_ptr<store::Database> database, InTransactionOptions options);

  store::Context context();

  /// For those who wait, once the caller has committed.
  void hint();

  const InTransactionOptions& options() const { return options_; }

 private:
  std::unique_ptr<store::Database> database_;
  InTransactionOptions options_;
};

}  // namespace perfq
