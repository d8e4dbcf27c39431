// SPDX-License-Identifier: MIT
// The schema for editors and the reader, asked about the same files.
#include "files.hpp"
#include "spec/schema.hpp"
#include "verdicts.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>

using namespace thalweg;
using namespace thalweg::spec;
using Json = nlohmann::ordered_json;

namespace {

/// What a schema cannot say: two values compared, one place named by another, 1.0 told from 1.
bool is_beyond_schemas(const Error &mistake) {
    static constexpr std::array reasons = {"must be an integer, not a float",
                                           "must be below the second",
                                           "are equal",
                                           "zip names",
                                           "zip of unequal lengths",
                                           "nothing to draw",
                                           "without a search",
                                           "is above",
                                           "inside the array",
                                           "control character",
                                           "has more digits than a 64-bit",
                                           "must be an array of arrays of keys",
                                           "a date or a time"};
    return std::ranges::any_of(
        reasons, [&](const char *reason) { return mistake.what.find(reason) != std::string::npos; });
}

Verdict judged(const std::string &toml) {
    const std::vector<Error> mistakes = mistakes_in(toml);
    return {toml, mistakes.empty()                                   ? "valid"
                  : std::ranges::all_of(mistakes, is_beyond_schemas) ? "either"
                                                                     : "wrong"};
}

/// Values of every kind that some key takes, and neighbours of them that it does not.
const std::vector<std::string> values = {"-1",
                                         "0",
                                         "1",
                                         "3",
                                         "2.5",
                                         "1_000_000_001",
                                         "true",
                                         "false",
                                         "1979-05-27",
                                         "\"\"",
                                         "\"text\"",
                                         "\"a/b.so\"",
                                         "\"Ä B\"",
                                         "\"default\"",
                                         "\"all\"",
                                         "\"auto\"",
                                         "\"none\"",
                                         "\"improvement\"",
                                         "\"every:10\"",
                                         "\"every:0\"",
                                         "\"log:16\"",
                                         "\"log:2000000000\"",
                                         "\"f32\"",
                                         "\"observation\"",
                                         "\"2 GiB\"",
                                         "\"1.5kB\"",
                                         "\"0 B\"",
                                         "\"2 GIB\"",
                                         "\"x\\ty\"",
                                         "[]",
                                         "[1]",
                                         "[0]",
                                         "[1.5, 2.5]",
                                         "[[1.5, 2.5], \"default\"]",
                                         "[[]]",
                                         "[\"a\", \"b\"]",
                                         "[[\"learning_rate\", \"decay\"]]",
                                         "[[\"learning_rate\"]]",
                                         "{}",
                                         "{ formula = \"100*d\" }",
                                         "{ formula = \" \" }",
                                         "{ formula = \"2^-i\", count = 3 }",
                                         "{ formula = 3, count = 3 }",
                                         "{ uniform = [-1, 1], count = 2 }",
                                         "[{ uniform = [-1, 1] }]",
                                         "{ uniform = [-1, 1], number = 2 }",
                                         "{ log_uniform = [1e-3, 1] }",
                                         "{ linear = [0, 1], count = 2 }",
                                         "{ linear = [0, 1], count = 1 }",
                                         "{ linear = [0, 1, 2], count = 2 }",
                                         "{ log = [0.1, 1], count = 2 }",
                                         "{ log = [0, 1], count = 2 }",
                                         "{ log = [0.1, 1], linear = [0, 1], count = 2 }",
                                         "{ schedule = \"constant\", from = 1 }",
                                         "{ schedule = \"cosine\", from = 1, to = 0, warmup = 5 }",
                                         "{ schedule = \"cosine\", from = 1 }",
                                         "{ schedule = \"exponential\", from = 1, to = 0 }",
                                         "{ schedule = \"step\", from = 1, every = 10 }",
                                         "{ schedule = \"step\", from = 1, every = 10, to = 1 }",
                                         "{ schedule = \"none\", from = 1, to = 2 }",
                                         "{ default = 0.1, bias = 0 }",
                                         "{ hidden = true, norm = \"a\" }",
                                         "{ default = 0.1, biass = 0 }",
                                         "{ bias = [1, 2] }",
                                         "[{ default = 0.1 }, { bias = 0 }, 3]",
                                         "{ batch = 32 }",
                                         "{ batch = 0 }",
                                         "{ order = \"shuffled\" }",
                                         "{ batch = 32, order = \"sorted\" }",
                                         "{ method = \"halton\", count = 4 }",
                                         "{ method = \"grid\", count = 4 }",
                                         "{ method = \"random\" }",
                                         "[{ shift = 1.0 }, { rotate = true }]",
                                         "[{ scale = 0.5 }, { negate = true }]",
                                         "[{ rotate = false }]",
                                         "[{ scale = 0 }]",
                                         "[{ noise = 0.1 }, { noise = { multiplicative = 0.1 } }]",
                                         "[{ noise = 0 }]",
                                         "[{ noise = { additive = 0.1, multiplicative = 1 } }]",
                                         "[{ quantize = 0.5 }, { nan_failure = 0.25 }]",
                                         "[{ nan_failure = 1.5 }]",
                                         "[{ shift = 1.0, negate = true }]",
                                         "[{ mirror = true }]",
                                         "{ learning_rate = 0.1 }",
                                         "{ Rate = 0.1 }",
                                         "{ learning_rate = { above = 0.1 } }",
                                         "{ learning_rate = { equals = \"a\" } }",
                                         "{ learning_rate = { equals = 1, above = 0.1 } }",
                                         "{ learning_rate = { } }",
                                         "{ learning_rate = { about = 1 } }"};

/// A whole file as its tables, each the text of the value by key.
using File = std::map<std::string, std::map<std::string, std::string>>;

const File least = {{"[experiment]", {{"name", "\"first\""}}},
                    {"[stop]", {{"steps", "10"}}},
                    {"[record]", {}},
                    {"[[objective]]", {{"name", "\"parabola\""}}},
                    {"[[optimizer]]", {{"name", "\"adam\""}}},
                    {"[[exclude]]", {{"optimizer", "\"sgd\""}}}};

std::string text_of(const File &file) {
    std::string text;
    for (const auto &[table, entries] : file) {
        text += table + "\n";
        for (const auto &[key, value] : entries)
            text += key + " = " + value + "\n";
    }
    return text;
}

/// The keys of the table with this header, and what the schema says of each.
Json keys_of(const Json &schema, const std::string &header) {
    const bool is_array = header.starts_with("[[");
    const std::string name =
        is_array ? header.substr(2, header.size() - 4) : header.substr(1, header.size() - 2);
    return schema.at(is_array ? "definitions" : "properties").at(name).at("properties");
}

} // namespace

TEST_CASE("schema: agrees with the reader on every key of every table with values of every kind") {
    const Json schema = make_schema();
    std::vector<Verdict> files;
    for (const auto &[header, entries] : least)
        for (const Json keys = keys_of(schema, header); const auto &[key, shape] : keys.items())
            for (const std::string &value : values) {
                File file = least;
                file.at(header)[key] = value;
                files.push_back(judged(text_of(file)));
            }
    check_verdicts(schema, files);
}

TEST_CASE("schema: refuses what is missing and what is unknown in every table") {
    std::vector<Verdict> files = {judged(text_of(least)), judged("")};
    for (const auto &[header, entries] : least) {
        File without = least, empty = least, unknown = least;
        without.erase(header);
        empty.at(header).clear();
        unknown.at(header)["speed"] = "1";
        for (const File &file : {without, empty, unknown})
            files.push_back(judged(text_of(file)));
        CHECK(files.back().verdict == "wrong");
    }
    files.push_back(judged(text_of(least) + "[objectives]\nname = \"parabola\"\n"));
    check_verdicts(make_schema(), files);
}

TEST_CASE("schema: the right of a parameter is defined as the reader takes it") {
    std::vector<Verdict> files;
    for (const std::string &value : values)
        if (value.starts_with("{") && value.size() > 2)
            files.push_back(judged(with_optimizer("search = { method = \"random\", count = 2 }\n"
                                                  "parameters.decay = { uniform = [0, 1] }\n"
                                                  "parameters.learning_rate = " +
                                                  value + "\n")));
    CHECK(std::ranges::count(files, "valid", &Verdict::verdict) == 9);
    check_verdicts(make_schema(), files);
}

TEST_CASE("schema: a default that it names is what the reader takes where the key is missing") {
    const Json schema = make_schema();
    const auto facts = [](const Spec &spec) {
        return std::tuple(spec.title, spec.seed, spec.repetitions, spec.skip_unsupported,
                          to_text(spec.record.observations), to_text(spec.record.iterates),
                          to_text(spec.record.full), spec.record.single_precision,
                          spec.record.time_observations, spec.record.diagnostics);
    };
    std::size_t defaults = 0;
    for (const char *header : {"[experiment]", "[record]"})
        for (const Json keys = keys_of(schema, header); const auto &[key, shape] : keys.items())
            if (shape.contains("default")) {
                File file = least;
                file.at(header)[key] = shape.at("default").dump();
                INFO(header << key);
                CHECK(facts(read(text_of(file))) == facts(read(text_of(least))));
                ++defaults;
            }
    CHECK(defaults == 10);
}

TEST_CASE("schema: takes every experiment that comes with thalweg, and explains every key") {
    const Json schema = make_schema();
    std::vector<Verdict> files;
    for (const auto &entry : std::filesystem::directory_iterator(THALWEG_SOURCE_DIR "/experiments"))
        if (entry.path().extension() == ".toml") {
            std::ostringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            files.push_back({text.str(), "valid"});
        }
    CHECK(files.size() >= 5);
    check_verdicts(schema, files);
    for (const auto &[header, entries] : least)
        for (const Json keys = keys_of(schema, header); const auto &[key, shape] : keys.items())
            CHECK(shape.at("description").get<std::string>().size() > 1);
}
