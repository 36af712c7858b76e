// How much of what libraries and searches use is there.
#pragma once

#include <cstdint>
#include <string>

#include "services/catalog/model/track.h"

namespace ritornello::catalog {

// 0..100. Adding anything valid never lowers it. Pure.
//
// The points follow how music for pictures is looked for: by mood and by use
// first, by instrument next, by genre last; and what a library refuses a track
// for lacking weighs more than what it only asks for.
//
//   15  a full mix: nothing is delivered without it
//   15  moods, two or more; 8 for one
//   15  a use
//   10  an instrumental: most edits run beneath speech
//   10  an instrument
//    5  a no-melody mix
//    5  a stinger or a loop
//    5  a title, 5 an artist: what a cue sheet must name
//    5  a genre
//    5  a tempo
//    3  a key
//    2  an ISRC
int64_t Completeness(const Track& track);

// What is missing of that and brings the most points, as somebody is told:
// "name a use (+15)". Empty when nothing is missing.
std::string NextFix(const Track& track);

}  // namespace ritornello::catalog
