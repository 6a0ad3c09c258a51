// A calculator: parser, tree and evaluator over std::variant. Ordinary code, such
// as most translation units of a program are.
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace expressions {

struct Binary;
struct Call;
using Node = std::variant<double, std::string, std::unique_ptr<Binary>, std::unique_ptr<Call>>;

struct Binary {
  char symbol;
  Node left;
  Node right;
};

struct Call {
  std::string function;
  Node argument;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Node parse() {
    Node node = chain("+-", &Parser::term);
    if (peek() != '\0') throw std::invalid_argument("unexpected " + std::string(rest_));
    return node;
  }

 private:
  using Rule = Node (Parser::*)();

  char peek() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    return rest_.empty() ? '\0' : rest_.front();
  }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Node chain(std::string_view symbols, Rule operand) {
    Node left = (this->*operand)();
    while (peek() != '\0' && symbols.find(peek()) != std::string_view::npos) {
      const char symbol = rest_.front();
      rest_.remove_prefix(1);
      left = std::make_unique<Binary>(Binary{symbol, std::move(left), (this->*operand)()});
    }
    return left;
  }

  Node term() { return chain("*/", &Parser::factor); }

  Node factor() {
    if (take('(')) {
      Node inner = chain("+-", &Parser::term);
      if (!take(')')) throw std::invalid_argument("missing )");
      return inner;
    }
    const char first = peek();
    return (first >= '0' && first <= '9') ? number() : name();
  }

  Node number() {
    double value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) throw std::invalid_argument("bad number");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  Node name() {
    const auto length = rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    std::string word(rest_.substr(0, length));
    if (word.empty()) throw std::invalid_argument("operand expected");
    rest_.remove_prefix(word.size());
    if (peek() != '(') return word;
    return std::make_unique<Call>(Call{std::move(word), factor()});
  }

  std::string_view rest_;
};

double combine(char symbol, double left, double right) {
  switch (symbol) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      return left / right;
  }
}

double call(const std::string& function, double argument) {
  if (function == "sqrt") return std::sqrt(argument);
  if (function == "log") return std::log(argument);
  throw std::invalid_argument("no function " + function);
}

struct Evaluator {
  const std::map<std::string, double>& variables;

  double operator()(double value) const { return value; }

  double operator()(const std::string& name) const { return variables.at(name); }

  double operator()(const std::unique_ptr<Binary>& node) const {
    return combine(node->symbol, std::visit(*this, node->left), std::visit(*this, node->right));
  }

  double operator()(const std::unique_ptr<Call>& node) const {
    return call(node->function, std::visit(*this, node->argument));
  }
};

std::string calculate(std::string_view text, const std::map<std::string, double>& variables) {
  try {
    const Node tree = Parser(text).parse();
    return std::to_string(std::visit(Evaluator{variables}, tree));
  } catch (const std::exception& error) {
    return std::string("error: ") + error.what();
  }
}

}  // namespace expressions
