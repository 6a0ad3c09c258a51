#pragma once

#include "options.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

/// Files of many: a JSON object a line, with the names of the verb's options.
namespace perfq::cli {

template <class Item>
struct Many {
  std::vector<Item> items;
  std::vector<std::size_t> lines;  ///< where each of them stands, from 1
  std::set<std::string> unknown;   ///< fields that were ignored
};

/// `defaults` serve what a line does not say. `Error{invalid}`: `line 37: …`.
Many<NewRequest> read_requests(const std::string& file, const NewRequest& defaults);
Many<NewJob> read_jobs(const std::string& file, const NewJob& defaults);

/// Calls `call`; an error of it that is about one item of the batch is thrown on with its line.
void with_line_of_error(const std::vector<std::size_t>& lines, const std::function<void()>& call);

}  // namespace perfq::cli
