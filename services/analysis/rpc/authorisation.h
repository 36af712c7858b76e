// Who may call what: analysis holds nobody's data, so the role is enough.
#pragma once

#include "libs/server/authorisation.h"

namespace ritornello::analysis {

inline constexpr server::Rule kRules[] = {
    {"ritornello.analysis.v1.AnalysisService/AnalyzeStream",
     server::Role::kReader, "", server::Scope::kGlobal},
    {"ritornello.analysis.v1.AnalysisService/AnalyzeVersion",
     server::Role::kReader, "", server::Scope::kGlobal},
    {"ritornello.analysis.v1.AnalysisService/Judge", server::Role::kReader, "",
     server::Scope::kGlobal},
};

}  // namespace ritornello::analysis
