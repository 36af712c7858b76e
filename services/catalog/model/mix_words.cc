#include "services/catalog/model/mix_words.h"

#include "libs/status/check.h"

namespace ritornello::catalog {

MixWords WordsOf(MixType mix_type) {
  switch (mix_type) {
    case MixType::kFullMix:
      return {"full mix", ""};
    case MixType::kInstrumental:
      return {"instrumental", " (Instrumental)"};
    case MixType::kNoMelody:
      return {"no-melody mix", " (No Melody)"};
    case MixType::kStinger:
      return {"stinger", " (Stinger)"};
    case MixType::kLoop:
      return {"loop", " (Loop)"};
    case MixType::kCutdown:
      return {"cutdown", " (30 Sec)"};
    case MixType::kStem:
      return {"stem", " (Stems)"};
  }
  RITORNELLO_CHECK(false);
  return {};
}

}  // namespace ritornello::catalog
