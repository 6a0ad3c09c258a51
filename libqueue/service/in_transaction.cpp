#include "service/in_transaction.hpp"

#include "service/host.hpp"
#include "store/end.hpp"
#include "store/enqueue.hpp"
#include "store/groups.hpp"

namespace perfq {

InTransaction::Impl::Impl(std::unique_ptr<store::Database> database, InTransactionOptions options)
    : database_(std::move(database)), options_(std::move(options)) {
  if (!options_.random) options_.random = service::system_random();
  const std::string role = database_->role();
  if (options_.actor.empty()) options_.actor = role.empty() ? service::user_at_host() : role;
  // A database without roles has no clock of its own either.
  if (!options_.clock && role.empty()) options_.clock = service::system_clock();
}

store::Context InTransaction::Impl::context() {
  std::optional<std::int64_t> now_us;
  if (options_.clock) now_us = to_us(options_.clock());
  return {*database_, now_us, options_.random, options_.actor};
}

void InTransaction::Impl::hint() {
  if (options_.hint) database_->hint();
}

InTransaction::InTransaction(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

InTransaction::InTransaction(InTransaction&&) noexcept = default;
InTransaction& InTransaction::operator=(InTransaction&&) noexcept = default;
InTransaction::~InTransaction() = default;

Enqueued InTransaction::enqueue(const NewJob& job) {
  return enqueue(std::span{&job, 1}).front();
}

std::vector<Enqueued> InTransaction::enqueue(std::span<const NewJob> jobs) {
  store::require_valid(jobs, impl_->options().payload_limit_bytes);
  if (jobs.empty()) return {};
  store::Context context = impl_->context();
  store::require_open_groups(context, jobs);
  std::vector<Enqueued> enqueued = store::enqueue(context, jobs);
  impl_->hint();
  return enqueued;
}

Ack InTransaction::complete(const Lease& lease, std::string_view result_json) {
  const Completion completion{lease, std::string{result_json}};
  store::Context context = impl_->context();
  return store::complete(context, std::span{&completion, 1}).front();
}

Ack InTransaction::fail(const Failure& failure) {
  store::Context context = impl_->context();
  const Ack ack = store::fail(context, failure);
  impl_->hint();
  return ack;
}

}  // namespace perfq
