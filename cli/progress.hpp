#pragma once

#include "terminal.hpp"

#include <string_view>

namespace perfq::cli {

/// A line on stderr that is drawn over and over; nothing where that is no terminal.
class Progress {
 public:
  Progress();

  ~Progress() { clear(); }

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void draw(double share, std::string_view text);
  void clear();

 private:
  Terminal terminal_;
  bool drawn_ = false;
};

}  // namespace perfq::cli
