// SPDX-License-Identifier: MIT
// The experiment that is killed, cut and starved, what is there of it, and what has to be.
#pragma once

#include "program.hpp"

#include <set>
#include <string>
#include <vector>

namespace crash {

using namespace end_to_end;

/// True for `make test-crash`; else everything is sampled, for `make test`.
bool is_long();

/// `rates` runs of gradient descent on the slow parabola. More rates: the same experiment, grown.
std::string experiment(unsigned rates);
/// Writes trial.toml, of that experiment, into the folder.
void write_experiment(const Folder &folder, unsigned rates);
/// The words that execute trial.toml into out.h5, and `more`.
Process::Words run_words(const Process::Words &more = {});
/// trial.toml of `rates` runs, left by a kill once it had a part.
void leave_unfinished(const Folder &folder, unsigned rates);
/// "E2E_MILLISECONDS=..." for each of the gradients.
std::string pace(unsigned milliseconds);
/// The variables that have a program watched by the shim: its log, and which call is to fail, if any.
Process::Words watched(const Folder &folder, const fs::path &log, const std::string &fault = {});

/// What the uninterrupted experiment leaves.
class Reference {
public:
    explicit Reference(unsigned rates);
    const fs::path &file() const { return file_; }
    const std::string &digest() const { return digest_; }

private:
    Folder folder_;
    fs::path file_;
    std::string digest_;
};
/// One for each number of rates, made when it is first asked for.
const Reference &reference(unsigned rates);

/// What stands in OUT and its parts.
struct Found {
    std::set<std::string> runs;  ///< keys
    std::set<std::string> parts; ///< names of part files
    bool out_is_there = false, manifest_is_there = false;
    std::vector<std::string> wrong; ///< what must not be: files that are not what their names say
};
Found look(const Folder &folder);

/// What is wrong with what `thalweg show` says of it; empty where all is well.
std::vector<std::string> check_show(const Folder &folder, const Found &found);
/// Says the same again, and what is wrong with what comes out: another exit code than 0, other bits than the
/// reference, files left over. `keep`: where OUT is put, for check_same_bits.
std::vector<std::string> resume(const Folder &folder, const Reference &reference, const fs::path &keep = {},
                                const Process::Words &words = run_words());

/// Fails the test where h5py finds a bit in one of these files that is not as in the reference.
void check_same_bits(const Reference &reference, const fs::path &folder_of_files);

std::string join(const std::vector<std::string> &lines);

} // namespace crash
