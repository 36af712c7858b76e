#include "services/catalog/model/consistency.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace ritornello::catalog {
namespace {

// What both have among what either has; absent when neither has anything.
std::optional<double> CommonShare(const std::vector<std::string>& a,
                                  const std::vector<std::string>& b) {
  std::set<std::string> either(a.begin(), a.end());
  either.insert(b.begin(), b.end());
  if (either.empty()) return std::nullopt;
  const auto common =
      std::count_if(a.begin(), a.end(), [&](const std::string& term) {
        return std::find(b.begin(), b.end(), term) != b.end();
      });
  return static_cast<double>(common) / static_cast<double>(either.size());
}

// 1 for the same tempo, and half and double of it; 0 for half an octave off.
std::optional<double> TempoNearness(const Track& a, const Track& b) {
  if (!a.declared_tempo_bpm.has_value() || !b.declared_tempo_bpm.has_value()) {
    return std::nullopt;
  }
  const double octaves =
      std::log2(*a.declared_tempo_bpm / *b.declared_tempo_bpm);
  return 1.0 - 2.0 * std::abs(octaves - std::round(octaves));
}

std::optional<double> Likeness(const Track& a, const Track& b) {
  const std::pair<std::optional<double>, double> parts[] = {
      {CommonShare(a.genres, b.genres), 35.0},
      {CommonShare(a.moods, b.moods), 35.0},
      {CommonShare(a.instruments, b.instruments), 15.0},
      {TempoNearness(a, b), 15.0}};
  double sum = 0.0;
  double weights = 0.0;
  for (const auto& [part, weight] : parts) {
    if (!part.has_value()) continue;
    sum += *part * weight;
    weights += weight;
  }
  if (weights == 0.0) return std::nullopt;
  return sum / weights;
}

}  // namespace

std::optional<int64_t> ConsistencyOf(const std::vector<const Track*>& tracks) {
  double sum = 0.0;
  int64_t pair_count = 0;
  for (size_t i = 0; i < tracks.size(); ++i) {
    for (size_t j = i + 1; j < tracks.size(); ++j) {
      const std::optional<double> likeness = Likeness(*tracks[i], *tracks[j]);
      if (!likeness.has_value()) continue;
      sum += *likeness;
      ++pair_count;
    }
  }
  if (pair_count == 0) return std::nullopt;
  return std::llround(100.0 * sum / static_cast<double>(pair_count));
}

bool HaveCommon(const std::vector<std::string>& a,
                const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& term) {
    return std::find(b.begin(), b.end(), term) != b.end();
  });
}

}  // namespace ritornello::catalog
