#include "postgres/own_database.hpp"

#include "postgres/open.hpp"
#include "postgres/url.hpp"

#include <chrono>
#include <thread>

namespace perfq::postgres {

using compat::Parameters;
using std::chrono::steady_clock;

namespace {

/// A program that runs a command once would pay a round trip for nothing.
constexpr int uses_before_prepared = 1;

/// What a batch may take beyond the time in which a server has to answer: a hundred thousand jobs
/// in one statement keep a slow one busy for longer than that, and it is not silent.
microseconds time_to_store(const Parameters& parameters) {
  std::size_t bytes = 0;
  for (const auto& parameter : parameters) bytes += parameter ? parameter->size() : 0;
  return microseconds{10} * static_cast<std::int64_t>(bytes);
}

constexpr microseconds least_silence_limit = std::chrono::seconds{1};

}  // namespace

template <class Call>
decltype(auto) OwnDatabase::attempt(Phase phase, std::string_view doing, Call call) {
  try {
    return call();
  } catch (const std::exception&) {
    fail(std::current_exception(), phase, doing);
  }
}

OwnDatabase::OwnDatabase(const store::PostgresLocation& location, microseconds give_up_after)
    : PostgresDatabase({location.shown, location.connection, location.schema}),
      silence_limit_(std::max(give_up_after, least_silence_limit)),
      connection_(with_defaults(location.connection, give_up_after)) {
  connect();
}

OwnDatabase::~OwnDatabase() {
  work_.reset();
}

void OwnDatabase::begin() {
  pqxx::connection& connection = connect();
  attempt(Phase::in_transaction, "begin", [&] {
    const auto watched = watch(connection);
    work_ = std::make_unique<pqxx::work>(connection);
  });
  in_transaction_ = true;
}

void OwnDatabase::commit() {
  attempt(Phase::committing, "commit", [&] {
    pqxx::work& transaction = work();
    const auto watched = watch(*connection_.peek());
    transaction.commit();
  });
  rollback();
}

void OwnDatabase::rollback() noexcept {
  in_transaction_ = false;
  if (!work_) return;
  const auto watched = watch(*connection_.peek());
  work_.reset();
}

void OwnDatabase::fail(const std::exception_ptr& error, Phase phase, std::string_view doing) {
  const pqxx::connection* connection = connection_.peek();
  if (is_broken(error) || (connection != nullptr && !connection->is_open())) {
    work_.reset();
    connection_.drop();
  }
  throw translate(error, scene_, phase, doing);
}

pqxx::connection& OwnDatabase::connect() {
  return attempt(Phase::connecting, "connect", [&]() -> pqxx::connection& {
    pqxx::connection& connection = connection_.get();
    if (connection_.generation() != generation_)
      for_each_command([](Command& command) { command.prepared = false; });
    generation_ = connection_.generation();
    return connection;
  });
}

Watchdog::Watch OwnDatabase::watch(const pqxx::connection& connection, microseconds more) {
  return {*watchdog_, connection.sock(), silence_limit_ + more};
}

pqxx::work& OwnDatabase::work() {
  if (!work_) throw Error(ErrorKind::unavailable, "the transaction ended with its connection");
  return *work_;
}

pqxx::result OwnDatabase::execute(Command& command, const Parameters& parameters) {
  if (!in_transaction_) return execute_alone(command, parameters);
  try {
    return send(work(), command, parameters);
  } catch (const std::exception&) {
    const auto error = std::current_exception();
    if (!is_about_prepared(error)) fail(error, Phase::in_transaction, command.name);
  }
  use_prepared_ = false;
  throw Error(ErrorKind::busy, "the pooler changed the server connection; try again");
}

pqxx::result OwnDatabase::execute_alone(Command& command, const Parameters& parameters) {
  pqxx::connection& connection = connect();
  const auto once = [&] {
    pqxx::nontransaction transaction{connection};
    return send(transaction, command, parameters);
  };
  try {
    return once();
  } catch (const std::exception&) {
    const auto error = std::current_exception();
    if (!is_about_prepared(error)) fail(error, Phase::alone, command.name);
  }
  use_prepared_ = false;
  return attempt(Phase::alone, command.name, once);
}

pqxx::result OwnDatabase::send(pqxx::transaction_base& transaction, Command& command,
                               const Parameters& parameters) {
  const auto watched = watch(*connection_.peek(), time_to_store(parameters));
  if (!use_prepared_ || command.uses++ < uses_before_prepared)
    return compat::execute(transaction, command.sql, parameters);
  if (!command.prepared) connection_.peek()->prepare(command.prepared_name, command.sql);
  command.prepared = true;
  return compat::execute_prepared(transaction, command.prepared_name, parameters);
}

void OwnDatabase::execute_script(const std::string& sql) {
  if (in_transaction_) {
    attempt(Phase::in_transaction, "script", [&] { work().exec(sql); });
    return;
  }
  pqxx::connection& connection = connect();
  attempt(Phase::alone, "script", [&] { pqxx::nontransaction{connection}.exec(sql); });
}

/// A hint is only a hint: where there is no listening the time is waited out, and the caller finds
/// the database gone by itself.
bool OwnDatabase::wait_for_hint(microseconds wait) {
  const auto until = steady_clock::now() + wait;
  try {
    if (may_listen_) {
      const int before = connection_.generation();
      const auto watched = watch(connection_.get(), wait);
      const bool heard = connection_.wait_for_notification(channel(), wait);
      listens_ = connection_.generation() == before;
      return heard;
    }
  } catch (const pqxx::sql_error&) {
    may_listen_ = false;
  } catch (const std::exception&) {
    connection_.drop();
  }
  listens_ = false;
  std::this_thread::sleep_until(until);
  return false;
}

std::unique_ptr<store::Database> open(const store::PostgresLocation& location,
                                      microseconds give_up_after) {
  return std::make_unique<OwnDatabase>(location, give_up_after);
}

}  // namespace perfq::postgres
