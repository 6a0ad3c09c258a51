#include "service/connections.hpp"

namespace perfq::service {

Connections::Loan Connections::borrow() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return !idle_.empty() || lent_ < most_; });
  ++lent_;
  if (!idle_.empty()) {
    auto database = std::move(idle_.back());
    idle_.pop_back();
    return {*this, std::move(database)};
  }
  lock.unlock();
  try {
    return {*this, connect_()};
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void Connections::give_back(std::unique_ptr<store::Database> database) {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (database) idle_.push_back(std::move(database));
  }
  returned_.notify_one();
}

Connections::Loan::~Loan() {
  if (broken_) database_.reset();
  owner_->give_back(std::move(database_));
}

}  // namespace perfq::service
