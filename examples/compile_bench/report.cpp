#include "report.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace compile_bench {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string quoted(const std::string& text) {
  std::string json = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') json += '\\';
    json += static_cast<unsigned char>(letter) < ' ' ? ' ' : letter;
  }
  return json + '"';
}

std::string fields_of(const Cost& cost) {
  char text[128];
  std::snprintf(text, sizeof text, R"("wall_s":%.3f,"user_s":%.3f,"peak_kb":%ld)", cost.wall_s,
                cost.user_s, cost.peak_kb);
  return text;
}

std::string object(const Cost& cost) {
  return "{" + fields_of(cost) + "}";
}

Cost total(const Costs& units) {
  Cost sum;
  for (const auto& [name, cost] : units) {
    sum.wall_s += cost.wall_s;
    sum.user_s += cost.user_s;
    sum.peak_kb = std::max(sum.peak_kb, cost.peak_kb);
  }
  return sum;
}

void write(const std::string& file, const std::string& line, std::ios::openmode mode) {
  std::ofstream out(file, mode);
  out << line << '\n' << std::flush;
  if (!out) throw std::runtime_error(file + ": can't be written");
}

}  // namespace

Report::Report()
    : steps_file_(environment("PERFQ_STEPS")), result_file_(environment("PERFQ_RESULT")) {
  std::istringstream done(environment("PERFQ_STEPS_DONE"));
  for (std::string step; std::getline(done, step, ',');) done_.insert(step);
}

void Report::step_started(const std::string& step) const {
  append_step("{\"step\":" + quoted(step) + ",\"state\":\"start\"}");
}

void Report::step_done(const std::string& step, const Cost& cost) const {
  append_step("{\"step\":" + quoted(step) + ",\"state\":\"done\",\"result\":" + object(cost) + "}");
}

void Report::step_failed(const std::string& step, const std::string& error) const {
  append_step("{\"step\":" + quoted(step) + ",\"state\":\"fail\",\"error\":" + quoted(error) + "}");
}

void Report::result(const std::string& compiler, const Costs& units, bool complete) const {
  std::string json = "{\"compiler\":" + quoted(compiler) + ",\"units\":{";
  for (const auto& [name, cost] : units) {
    if (json.back() != '{') json += ',';
    json += quoted(name) + ":" + object(cost);
  }
  json += complete ? "}," + fields_of(total(units)) + "}" : "}}";
  if (result_file_.empty()) {
    std::cout << json << '\n';
  } else {
    write(result_file_, json, std::ios::trunc);
  }
}

void Report::append_step(const std::string& line) const {
  if (!steps_file_.empty()) write(steps_file_, line, std::ios::app);
}

}  // namespace compile_bench
