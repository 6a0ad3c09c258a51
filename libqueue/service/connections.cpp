#include "service/connections.hpp"

namespace perfq::service {

Connections::Loan Connections::borrow() {
  std::unique_lock lock(mutex_);
  std::unique_ptr<store::Database> database = nullptr;
  if (lent_ == most_) {
    database = wait_for_one(lock);
  } else {
    ++lent_;
    if (!idle_.empty()) {
      database = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  lock.unlock();
  if (database) return {*this, std::move(database)};
  try {
    return {*this, connect_()};
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

/// None when the one given back was broken: its place is free for a new one.
std::unique_ptr<store::Database> Connections::wait_for_one(std::unique_lock<std::mutex>& lock) {
  Waiting self;
  waiting_.push_back(&self);
  self.served.wait(lock, [&] { return self.is_served; });
  return std::move(self.database);
}

void Connections::give_back(std::unique_ptr<store::Database> database) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    --lent_;
    if (database) idle_.push_back(std::move(database));
    return;
  }
  Waiting& next = *waiting_.front();
  waiting_.pop_front();
  next.database = std::move(database);
  next.is_served = true;
  next.served.notify_one();
}

Connections::Loan::~Loan() {
  if (broken_) database_.reset();
  owner_->give_back(std::move(database_));
}

}  // namespace perfq::service
