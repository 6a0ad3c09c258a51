#include "packed.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <openssl/evp.h>
#include <stdexcept>
#include <system_error>
#include <zlib.h>

namespace compile_farm {
namespace {

// A preprocessed source shrinks to a fifth; the higher levels take thrice the time for little more.
constexpr int level = 3;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

[[noreturn]] void damaged() {
  throw std::runtime_error("packed bytes are damaged: was this job made by another program?");
}

std::string to_base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  text.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(raw(text), raw(bytes), static_cast<int>(bytes.size()))));
  return text;
}

// With up to two zero bytes too many at its end.
std::string from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 1, '\0');
  const int size = EVP_DecodeBlock(raw(bytes), raw(text), static_cast<int>(text.size()));
  if (size < 0) damaged();
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace

std::string pack(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string deflated(size, '\0');
  if (compress2(raw(deflated), &size, raw(bytes), bytes.size(), level) != Z_OK)
    throw std::runtime_error("no memory to pack " + std::to_string(bytes.size()) + " bytes");
  return std::to_string(bytes.size()) + ":" + to_base64(std::string_view{deflated}.substr(0, size));
}

std::string unpack(std::string_view text) {
  std::size_t expected = 0;
  const char* const end = text.data() + text.size();
  const auto [colon, error] = std::from_chars(text.data(), end, expected);
  if (error != std::errc{} || colon == end || *colon != ':' || expected >> 32 != 0) damaged();
  const std::string deflated = from_base64({colon + 1, end});
  std::string bytes(expected, '\0');
  uLongf size = expected;
  if (uncompress(raw(bytes), &size, raw(deflated), deflated.size()) != Z_OK || size != expected)
    damaged();
  return bytes;
}

std::string digest(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not to be had from OpenSSL");
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    std::array<char, 3> byte{};
    std::snprintf(byte.data(), byte.size(), "%02x", hash[i]);
    text += byte.data();
  }
  return text;
}

}  // namespace compile_farm
