#include "cli/manifest_cells.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/format.h"
#include "cli/usage.h"
#include "libs/sha256/sha256.h"
#include "libs/status/status_macros.h"

namespace ritornello::cli {
namespace {

using catalog::v1::Outlet;
using catalog::v1::Sample;
using catalog::v1::Share;

constexpr int64_t kMillionth = 1'000'000;
constexpr size_t kDecimalsMax = 6;
constexpr size_t kIdSizeMax = 63;
constexpr size_t kDigestDigitCount = 8;

absl::Status Refuse(absl::string_view must, absl::string_view got) {
  return absl::InvalidArgumentError(
      absl::StrCat(must, ", got \"", got.substr(0, 100), "\""));
}

struct Pair {
  std::string name;
  std::optional<std::string> value;  // behind the last =
};

Pair PairOf(const std::string& text) {
  const size_t at = text.rfind('=');
  if (at == std::string::npos) return {text, std::nullopt};
  const absl::string_view whole = text;
  return {std::string(absl::StripAsciiWhitespace(whole.substr(0, at))),
          std::string(absl::StripAsciiWhitespace(whole.substr(at + 1)))};
}

// "33.3333" in millionths; nothing for what is no such number.
std::optional<int64_t> Millionths(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  const auto is_digits = [](absl::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return absl::ascii_isdigit(static_cast<unsigned char>(c));
    });
  };
  int64_t whole = 0;
  if (parts.size() > 2 || parts[0].size() > 3 || !is_digits(parts[0]) ||
      !absl::SimpleAtoi(parts[0], &whole)) {
    return std::nullopt;
  }
  if (parts.size() == 1) return whole * kMillionth;
  if (parts[1].size() > kDecimalsMax || !is_digits(parts[1])) {
    return std::nullopt;
  }
  std::string decimals(parts[1]);
  decimals.resize(kDecimalsMax, '0');
  int64_t part = 0;
  if (!absl::SimpleAtoi(decimals, &part)) return std::nullopt;
  return whole * kMillionth + part;
}

absl::Status ReadAmount(absl::string_view text, Share& share) {
  absl::string_view amount = text;
  uint32_t weight = 0;
  if (absl::ConsumeSuffix(&amount, "%")) {
    amount = absl::StripAsciiWhitespace(amount);
    const std::optional<int64_t> percent = Millionths(amount);
    if (percent.value_or(0) > 0) {
      share.set_percent(std::string(amount));
      return absl::OkStatus();
    }
  } else if (absl::SimpleAtoi(amount, &weight) && weight > 0) {
    share.set_weight(weight);
    return absl::OkStatus();
  }
  return Refuse("a share must be a whole number, or a percentage like 33.3%",
                text);
}

void SetParty(const std::string& name, absl::string_view parent, Share& share) {
  absl::string_view id = name;
  if (absl::ConsumePrefix(&id, "@")) {
    share.set_party(absl::StrCat(parent, "/parties/", id));
  } else if (absl::StartsWith(name, "accounts/")) {
    share.set_party(name);
  } else {
    share.set_party_display_name(name);
  }
}

std::string Called(const Share& share) {
  return share.party().empty() ? share.party_display_name()
                               : LastPart(share.party());
}

bool HasAmount(const Share& share) {
  return share.weight() > 0 || !share.percent().empty();
}

// 100 as "100", 99.5 as "99.5".
std::string PercentText(int64_t millionths) {
  std::string text = absl::StrCat(kMillionth + millionths % kMillionth);
  text[0] = '.';
  text.erase(text.find_last_not_of('0') + 1);
  if (text == ".") text.clear();
  return absl::StrCat(millionths / kMillionth, text);
}

bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= kIdSizeMax &&
         absl::ascii_islower(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) ||
                  c == '-';
         });
}

// "Apple Music" as "apple-music"; a name of other letters has an id all the
// same, and always the same one.
std::string OutletId(absl::string_view name) {
  std::string id;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte)) {
      id.push_back(absl::ascii_tolower(byte));
    } else if (!id.empty() && id.back() != '-') {
      id.push_back('-');
    }
  }
  if (id.empty() || id == "-") {
    id = absl::StrCat("outlet-", Sha256Hex(name).substr(0, kDigestDigitCount));
  }
  if (!absl::ascii_islower(static_cast<unsigned char>(id[0]))) {
    id.insert(0, "o-");
  }
  id.resize(std::min(id.size(), kIdSizeMax));
  while (id.back() == '-') id.pop_back();
  return id;
}

}  // namespace

std::vector<std::string> SplitList(absl::string_view cell) {
  std::vector<std::string> texts;
  for (const absl::string_view part : absl::StrSplit(cell, ';')) {
    const absl::string_view text = absl::StripAsciiWhitespace(part);
    if (!text.empty()) texts.emplace_back(text);
  }
  return texts;
}

absl::StatusOr<double> ReadTempo(absl::string_view cell) {
  double bpm = 0;
  const bool is_plain = std::all_of(cell.begin(), cell.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '.';
  });
  if (is_plain && absl::SimpleAtod(cell, &bpm)) return bpm;
  return Refuse("must be a number like 120 or 97.5", cell);
}

absl::StatusOr<std::vector<Share>> ReadShares(absl::string_view cell,
                                              catalog::v1::ShareRole role,
                                              absl::string_view parent) {
  std::vector<Share> shares;
  for (const std::string& text : SplitList(cell)) {
    const Pair pair = PairOf(text);
    if (pair.name.empty() || pair.name == "@") {
      return Refuse("must be like Ana Souza=60%;Ben Ode=40%", text);
    }
    Share& share = shares.emplace_back();
    share.set_role(role);
    SetParty(pair.name, parent, share);
    if (pair.value.has_value()) {
      RITORNELLO_RETURN_IF_ERROR(ReadAmount(*pair.value, share));
    }
  }
  return shares;
}

absl::Status CompleteShares(std::vector<Share>& shares) {
  if (shares.size() == 1 && !HasAmount(shares[0])) {
    shares[0].set_weight(1);
    return absl::OkStatus();
  }
  int64_t total = 0;
  size_t percent_count = 0;
  for (const Share& share : shares) {
    if (!HasAmount(share)) {
      return absl::InvalidArgumentError(
          absl::StrCat("where several share, each must have a share, as in ",
                       Called(share), "=50%"));
    }
    if (share.percent().empty()) continue;
    ++percent_count;
    total += Millionths(share.percent()).value_or(0);
  }
  if (percent_count == 0) return absl::OkStatus();
  if (percent_count < shares.size()) {
    return absl::InvalidArgumentError(
        "has weights and percentages; write all as one of them");
  }
  if (total == 100 * kMillionth) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "percentages must total exactly 100, got ", PercentText(total)));
}

absl::StatusOr<std::vector<Sample>> ReadSamples(absl::string_view cell,
                                                absl::string_view parent) {
  std::vector<Sample> samples;
  for (const std::string& text : SplitList(cell)) {
    const Pair pair = PairOf(text);
    const bool is_full_name =
        pair.value.has_value() && absl::StartsWith(*pair.value, "accounts/");
    if (pair.name.empty() ||
        (pair.value.has_value() && !is_full_name && !IsId(*pair.value))) {
      return Refuse(
          "must be like Amen, Brother=winstons, with the id of an agreement "
          "behind the =",
          text);
    }
    Sample& sample = samples.emplace_back();
    sample.set_source(pair.name);
    if (!pair.value.has_value()) continue;
    sample.set_agreement(
        is_full_name ? *pair.value
                     : absl::StrCat(parent, "/agreements/", *pair.value));
  }
  return samples;
}

absl::StatusOr<std::vector<Outlet>> ReadOutlets(absl::string_view cell) {
  std::vector<Outlet> outlets;
  for (const std::string& text : SplitList(cell)) {
    const Pair pair = PairOf(text);
    if (pair.name.empty()) {
      return Refuse("must be like Spotify or YouTube=content-id", text);
    }
    Outlet& outlet = outlets.emplace_back();
    outlet.set_name(OutletId(pair.name));
    outlet.set_display_name(pair.name);
    Outlet::Kind kind = Outlet::STREAMING;
    if (pair.value.has_value() &&
        (!Outlet::Kind_Parse(Shouted(*pair.value), &kind) ||
         kind == Outlet::KIND_UNSPECIFIED)) {
      const std::string near =
          NearWord(absl::AsciiStrToLower(*pair.value),
                   {"streaming", "licensing", "content-id"});
      return Refuse(near.empty()
                        ? "a kind must be streaming, licensing or content-id"
                        : absl::StrCat("no such kind of outlet; did you mean ",
                                       near, "?"),
                    *pair.value);
    }
    // One place may be of several kinds, and each is an outlet.
    if (kind != Outlet::STREAMING) {
      outlet.set_name(
          OutletId(absl::StrCat(pair.name, " ", Outlet::Kind_Name(kind))));
    }
    outlet.set_kind(kind);
  }
  return outlets;
}

}  // namespace ritornello::cli
