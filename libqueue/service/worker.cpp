#include "service/worker_run.hpp"

#include <perfq/worker.hpp>

namespace perfq {

Worker::Worker(Queue& queue, WorkerOptions options, Function function)
    : impl_(std::make_unique<Impl>(queue, std::move(options), std::move(function))) {}

Worker::~Worker() {
  impl_->stop_hard();
}

void Worker::stop() {
  impl_->stop();
}

void Worker::stop_hard() {
  impl_->stop_hard();
}

void Worker::wait() {
  impl_->wait();
}

Worker::Counts Worker::counts() const {
  return impl_->counts();
}

}  // namespace perfq
