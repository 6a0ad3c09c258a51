// Dimensions and matrices checked and computed by the compiler: the cost is in template
// instantiation and constant evaluation, hardly any code is left to generate.
#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace {

template <std::size_t Rows, std::size_t Columns>
struct Matrix {
  std::array<std::array<unsigned long, Columns>, Rows> cells{};
  constexpr bool operator==(const Matrix&) const = default;
};

template <std::size_t Rows, std::size_t Inner, std::size_t Columns>
constexpr auto operator*(const Matrix<Rows, Inner>& left, const Matrix<Inner, Columns>& right) {
  Matrix<Rows, Columns> product;
  for (std::size_t row = 0; row < Rows; ++row) {
    for (std::size_t column = 0; column < Columns; ++column) {
      for (std::size_t inner = 0; inner < Inner; ++inner) {
        product.cells[row][column] += left.cells[row][inner] * right.cells[inner][column];
      }
    }
  }
  return product;
}

template <std::size_t Size>
constexpr Matrix<Size, Size> power(Matrix<Size, Size> base, unsigned long exponent) {
  Matrix<Size, Size> result;
  for (std::size_t index = 0; index < Size; ++index) result.cells[index][index] = 1;
  for (; exponent > 0; exponent /= 2, base = base * base) {
    if (exponent % 2 == 1) result = result * base;
  }
  return result;
}

constexpr unsigned long fibonacci(unsigned long index) {
  constexpr Matrix<2, 2> step{{{{{1, 1}}, {{1, 0}}}}};
  return power(step, index).cells[0][1];
}

template <std::size_t Limit>
constexpr auto sieve() {
  std::array<bool, Limit> composite{true, true};
  for (std::size_t prime = 2; prime * prime < Limit; ++prime) {
    if (composite[prime]) continue;
    for (std::size_t multiple = prime * prime; multiple < Limit; multiple += prime) {
      composite[multiple] = true;
    }
  }
  return composite;
}

template <int Metre, int Second>
struct Quantity {
  double value;
};

template <int M1, int S1, int M2, int S2>
constexpr Quantity<M1 + M2, S1 + S2> operator*(Quantity<M1, S1> left, Quantity<M2, S2> right) {
  return {left.value * right.value};
}

template <std::size_t... Index>
constexpr auto powers_of_speed(std::index_sequence<Index...>) {
  return std::tuple{Quantity<static_cast<int>(Index), -static_cast<int>(Index)>{1.0}...};
}

template <class Left, class Right, std::size_t... Index>
constexpr auto products(const Left& left, const Right& right, std::index_sequence<Index...>) {
  return std::tuple{(std::get<Index>(left) * std::get<Index>(right))...};
}

template <std::size_t Count>
constexpr auto squares_of_speed() {
  constexpr std::make_index_sequence<Count> indices;
  constexpr auto powers = powers_of_speed(indices);
  return products(powers, powers, indices);
}

template <std::size_t... Index>
constexpr auto fibonacci_table(std::index_sequence<Index...>) {
  return std::array{std::integral_constant<unsigned long, fibonacci(Index)>::value...};
}

static_assert(fibonacci(90) == 2880067194370816120);
static_assert(
    std::is_same_v<std::tuple_element_t<31, decltype(squares_of_speed<32>())>, Quantity<62, -62>>);

}  // namespace

unsigned long fibonacci_number(std::size_t index) {
  static constexpr auto table = fibonacci_table(std::make_index_sequence<48>());
  return index < table.size() ? table[index] : 0;
}

bool is_prime(std::size_t number) {
  static constexpr auto composite = sieve<2'000>();
  return number < composite.size() && !composite[number];
}
