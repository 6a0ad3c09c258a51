#include "bench/lists.hpp"
#include "bench/request_row.hpp"
#include "bench/valid_request.hpp"
#include "core/text.hpp"
#include "service/queue_impl.hpp"
#include "store/statements.hpp"

namespace perfq::bench {

namespace {

constexpr std::size_t shortest_prefix = 7;

[[noreturn]] void not_found(const std::string& prefix, const std::string& remedy) {
  throw Error(ErrorKind::not_found, "no request '" + core::told(prefix) + "'" + remedy);
}

}  // namespace

RequestRow resolve_request(store::Context& context, std::string_view sha_prefix) {
  const std::string prefix{sha_prefix};
  if (!is_sha(prefix))
    throw Error(ErrorKind::invalid, "'" + core::told(prefix) + "' is no SHA or tag");
  if (auto exact = find_request(context, prefix)) return std::move(*exact);
  if (prefix.size() < shortest_prefix) not_found(prefix, ": a prefix has 7 characters or more");
  std::vector<std::string> candidates;
  for (const store::Row& row :
       context.database.run(context.sql().find_request_by_prefix, {prefix, prefix + "~"}))
    candidates.push_back(row.text(0));
  if (candidates.size() > 1)
    throw Error(ErrorKind::invalid,
                "'" + prefix + "' begins several requests (" + join(candidates) + "): give more");
  if (candidates.size() == 1)
    if (auto only = find_request(context, candidates.front())) return std::move(*only);
  not_found(prefix, {});
}

std::string resolve(store::Context& context, std::string_view sha_prefix) {
  return resolve_request(context, sha_prefix).sha;
}

}  // namespace perfq::bench

namespace perfq {

std::string Fleet::resolve(std::string_view sha_prefix) {
  return queue_->impl().read(
      [&](store::Context& context) { return bench::resolve(context, sha_prefix); });
}

}  // namespace perfq
