#pragma once

#include <pqxx/pqxx>

#include <optional>
#include <string>
#include <vector>

/// The differences between libpqxx 6.4, 7 and 8, and nothing else. Values go as text or null.
namespace perfq::postgres::compat {

using Parameters = std::vector<std::optional<std::string>>;

#if PQXX_VERSION_MAJOR >= 7

inline pqxx::params packed(const Parameters& parameters) {
  pqxx::params packed;
  for (const auto& parameter : parameters) packed.append(parameter);
  return packed;
}

#endif

inline pqxx::result execute(pqxx::transaction_base& transaction, const std::string& sql,
                            const Parameters& parameters) {
#if PQXX_VERSION_MAJOR < 7
  return transaction.exec_params(sql, pqxx::prepare::make_dynamic_params(parameters));
#elif PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR < 10
  return transaction.exec_params(sql, packed(parameters));
#else
  return transaction.exec(sql, packed(parameters));
#endif
}

inline pqxx::result execute_prepared(pqxx::transaction_base& transaction, const std::string& name,
                                     const Parameters& parameters) {
#if PQXX_VERSION_MAJOR < 7
  return transaction.exec_prepared(name, pqxx::prepare::make_dynamic_params(parameters));
#elif PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR < 10
  return transaction.exec_prepared(name, packed(parameters));
#else
  return transaction.exec(pqxx::prepped{name}, packed(parameters));
#endif
}

/// Listens on a channel as long as it lives.
class Listening {
 public:
  Listening(pqxx::connection& connection, const std::string& channel);

#if PQXX_VERSION_MAJOR < 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR < 10)
 private:
  struct Receiver final : pqxx::notification_receiver {
    using pqxx::notification_receiver::notification_receiver;

    void operator()(const std::string&, int) override {}
  };

  Receiver receiver_;
#endif
};

#if PQXX_VERSION_MAJOR < 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR < 10)

inline Listening::Listening(pqxx::connection& connection, const std::string& channel)
    : receiver_(connection, channel) {}

#else

inline Listening::Listening(pqxx::connection& connection, const std::string& channel) {
  connection.listen(channel, [](pqxx::notification) {});
}

#endif

}  // namespace perfq::postgres::compat
