#include "worker_options.hpp"

#include "environment.hpp"

#include <perfq/time.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <thread>

namespace compile_farm {
namespace {

int slots_from(const std::string& text) {
  int slots = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), slots);
  if (error != std::errc{} || end != text.data() + text.size() || slots < 1 || slots > 1024)
    throw std::invalid_argument("--slots takes a number from 1 to 1024, not " + text);
  return slots;
}

std::chrono::microseconds lease_from(const std::string& text) {
  const auto lease = perfq::parse_duration(text);
  if (!lease || *lease < std::chrono::seconds{1})
    throw std::invalid_argument("--lease takes a duration of 1s or more, not " + text);
  return *lease;
}

}  // namespace

FarmWorkerOptions worker_options(const std::vector<std::string>& arguments) {
  FarmWorkerOptions options;
  options.database = environment("PERFQ_DB");
  if (const std::string queue = environment("PERFQ_CC_QUEUE"); !queue.empty())
    options.queue = queue;
  options.name = host_name();
  options.slots = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  std::vector<std::string> compilers;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const std::string& option = arguments[i];
    if (i + 1 == arguments.size()) throw std::invalid_argument(option + " needs a value");
    const std::string& value = arguments[i + 1];
    if (option == "--db")
      options.database = value;
    else if (option == "--queue")
      options.queue = value;
    else if (option == "--name")
      options.name = value;
    else if (option == "--slots")
      options.slots = slots_from(value);
    else if (option == "--lease")
      options.lease = lease_from(value);
    else if (option == "--compiler")
      compilers.push_back(value);
    else
      throw std::invalid_argument("there is no option " + option);
  }
  if (!compilers.empty()) options.compilers = compilers;
  if (options.database.empty())
    throw std::invalid_argument("no database is named: give --db or set PERFQ_DB");
  return options;
}

}  // namespace compile_farm
