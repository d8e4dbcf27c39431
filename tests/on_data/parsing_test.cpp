// SPDX-License-Identifier: MIT
// Files of each format become the same numbers; what is wrong with one is told with its place.
#include "plugins/objectives/data/table.hpp"
#include "written.hpp"

#include <catch2/catch.hpp>

#include <clocale>

using data::Header;
using data::read_table;
using namespace on_data;
using Catch::Contains;
using Catch::StartsWith;
using Numbers = std::vector<double>;

namespace {

const Numbers six{1, 2.5, -3, 4e-2, 0.5, 6};

Numbers numbers(const std::string &text, const data::Layout &layout = {}) {
    const Folder folder;
    return read_table(folder.write("d", text), layout).values;
}
/// What the file FILE with that text is refused for; FILE stands for its name.
std::string refused(const std::string &bytes, const data::Layout &layout = {}) {
    const Folder folder;
    const std::string file = folder.write("d", bytes);
    std::string text = refusal([&] { read_table(file, layout); });
    for (auto at = text.find(file); at != std::string::npos; at = text.find(file))
        text.replace(at, file.size(), "FILE");
    return text;
}

/// Type, dimensions, values: each value one byte.
std::string idx(char type, const std::vector<unsigned char> &dimensions, const std::string &values) {
    std::string bytes{'\0', '\0', type, static_cast<char>(dimensions.size())};
    for (const unsigned char dimension : dimensions)
        bytes += {'\0', '\0', '\0', static_cast<char>(dimension)};
    return bytes + values;
}

} // namespace

TEST_CASE("text: commas and semicolons and tabs and blanks give the same numbers") {
    CHECK(numbers("1,2.5,-3\n4e-2,.5,+6\n") == six);
    CHECK(numbers("1;2.5;-3\n4e-2;0.5;6") == six);
    CHECK(numbers("1\t2.5\t-3\r\n4e-2\t0.5\t6\r\n") == six);
    CHECK(numbers("  1 2.5   -3\n4e-2 0.5 6  \n\n") == six);
    CHECK(numbers("\xef\xbb\xbf 1 , 2.5,\"-3\"\n4e-2,0.5,6") == six);
}

TEST_CASE("text: the locale changes nothing") {
    const char *const german = std::setlocale(LC_NUMERIC, "de_DE.UTF-8"); // NULL where it is not installed
    INFO((german ? german : "C"));
    CHECK(numbers("1,2.5,-3\n4e-2,0.5,6") == six);
    std::setlocale(LC_NUMERIC, "C");
}

TEST_CASE("text: a header is seen or said, and its names are kept") {
    const Folder folder;
    const std::string file = folder.write("d", "\"a, b\",c\n1,2\n");
    CHECK(read_table(file, {}).names == std::vector<std::string>{"a, b", "c"});
    CHECK(read_table(file, {}).values == Numbers{1, 2});
    CHECK(numbers("1,2\n3,4", {.header = Header::first_line}) == Numbers{3, 4});
    CHECK(numbers("any text\n1,2\n3,4", {.skip_lines = 1}) == Numbers{1, 2, 3, 4});
    CHECK_THAT(refused("a,b\n1,2", {.header = Header::none}),
               StartsWith("FILE:1, column 1: \"a\" is no finite number; cells are numbers"));
}

TEST_CASE("text: a first line with some numbers is a bad row and no header") {
    for (const char *cell : {"x", "nan", "inf", "1e999", "2x", "?", "NA"}) {
        const std::string told = refused("1," + std::string(cell) + ",3\n4,5,6\n");
        CHECK_THAT(told, StartsWith("FILE:1, column 2: \"" + std::string(cell) + "\" is no finite number"));
        CHECK_THAT(told, Contains("set header = \"first_line\""));
    }
    CHECK_THAT(refused("1,,3\n4,5,6\n"), StartsWith("FILE:1, column 2: the cell is empty"));
    CHECK_THAT(refused("nan,inf\n1,2\n"), StartsWith("FILE:1, column 1: \"nan\" is no finite number"));
    CHECK(numbers(",a,b\n1,2,3\n") == Numbers{1, 2, 3}); // a column of row numbers has no name
    CHECK(numbers("label,0,1\n1,2,3\n", {.header = Header::first_line}) == Numbers{1, 2, 3});
}

TEST_CASE("text: control characters of a cell are told as what they are") {
    CHECK_THAT(refused(std::string("1,2\n3,4\0005\n", 10)),
               StartsWith("FILE:2, column 2: \"4\\x005\" is no finite number"));
}

TEST_CASE("gzip: told by its bytes, of several members too") {
    CHECK(numbers(gzip("1,2.5,-3\n4e-2,0.5,6")) == six);
    CHECK(numbers(gzip("1,2.5,-3\n") + gzip("4e-2,0.5,6\n")) == six);
    const std::string large(3'000'000,
                            ' '); // 3 MB from 3 kB: more room than first guessed, by the first member
    CHECK(numbers(gzip("1 2\n" + large) + gzip("3 4\n")) == Numbers{1, 2, 3, 4});
}

TEST_CASE("gzip: what is cut short or damaged or followed by something else is refused") {
    const std::string whole = gzip("1,2.5,-3\n4e-2,0.5,6");
    CHECK(refused(whole.substr(0, whole.size() - 9)) ==
          "FILE: its gzip stream is damaged or cut short; fetch or compress it again");
    std::string damaged = whole;
    damaged[whole.size() - 6] ^= 1; // of the checksum
    CHECK_THAT(refused(damaged), StartsWith("FILE: its gzip stream is damaged"));
    CHECK_THAT(refused(whole + "1,2"), StartsWith("FILE: something that is not gzip follows its end"));
    CHECK_THAT(refused(gzip("")), StartsWith("FILE: it is empty"));
}

TEST_CASE("text: the bad cell is named by line and column and name") {
    CHECK_THAT(refused("a,b\n1,2\n3,x\n"),
               StartsWith("FILE:3, column 2 (b): \"x\" is no finite number; cells are numbers"));
    CHECK_THAT(refused("1,2\n\n3,4"), StartsWith("FILE:2, column 1: the cell is empty; a row has a number"));
    CHECK_THAT(refused("1,2\n3,\n"), StartsWith("FILE:2, column 2: the cell is empty"));
    for (const char *cell : {"nan", "inf", "1e999", "1.5.2", "0x10", "1 2", "+-1", "NA", "?"})
        CHECK_THAT(refused("1,2\n3," + std::string(cell)),
                   Contains("FILE:2, column 2: \"" + std::string(cell) + "\" is no finite number"));
}

TEST_CASE("text: a ragged row is named by its line") {
    CHECK(refused("a,b\n1,2\n3,4,5\n") ==
          "FILE:3: the row has 3 cells, not 2 as the first one; all rows have "
          "the same columns: complete it, or leave it out; lines before the table are skipped by skip_lines");
    CHECK_THAT(refused("1 2 3\n4\n"), StartsWith("FILE:2: the row has 1 cell, not 3"));
    CHECK_THAT(refused("1 2 3\n4 5\n"), StartsWith("FILE:2: the row has 2 cells, not 3"));
}

TEST_CASE("files: without a row or a name or a right they are refused") {
    CHECK(refused("") == "FILE: it is empty; data has a row at least");
    CHECK_THAT(refused("\n \n"), StartsWith("FILE: it has no row; data has"));
    CHECK_THAT(refused("1,2\n", {.skip_lines = 5}), StartsWith("FILE: it has no row; skip fewer lines"));
    CHECK_THAT(refused("a,b\n"), StartsWith("FILE: it has a header and no row"));
    CHECK_THAT(refusal([] { read_table("/nowhere/d.csv", {}); }),
               StartsWith("/nowhere/d.csv: it cannot be read: No such file or directory"));
    CHECK_THAT(refusal([] { read_table("/tmp", {}); }), StartsWith("/tmp: it is a folder"));
}

TEST_CASE("IDX: each type is read big-endian, a sample a row") {
    const Folder folder;
    const data::Table table =
        read_table(folder.write("d", idx(8, {2, 1, 3}, "\x01\x02\xff\x04\x05\x06")), {});
    CHECK(table.rows == 2);
    CHECK(table.columns == 3);
    CHECK(table.values == Numbers{1, 2, 255, 4, 5, 6});
    CHECK(numbers(gzip(idx(9, {2}, "\xff\x02"))) == Numbers{-1, 2});
    CHECK(numbers(idx(11, {1}, "\xff\xfe")) == Numbers{-2});
    CHECK(numbers(idx(12, {1}, std::string("\0\1\0\1", 4))) == Numbers{65537});
    CHECK(numbers(idx(13, {1}, std::string("\x3f\xc0\0\0", 4))) == Numbers{1.5});
    CHECK(numbers(idx(14, {1}, std::string("\xbf\xf8\0\0\0\0\0\0", 8))) == Numbers{-1.5});
}

TEST_CASE("IDX: a wrong magic number, sizes that do not fit and values that are not finite are refused") {
    CHECK_THAT(refused(idx(7, {1}, "1")),
               StartsWith("FILE: it begins like an IDX file, but its magic number"));
    CHECK_THAT(refused(std::string("\0\0\x08", 3)), Contains("magic number"));
    CHECK_THAT(refused(idx(8, {}, "1")), Contains("magic number"));
    CHECK_THAT(refused(idx(8, {2, 2}, "123")),
               StartsWith("FILE: its dimensions ask for 4 bytes of values, and it has 3; it is cut short"));
    CHECK_THAT(refused(idx(8, {0, 2}, "")), StartsWith("FILE: one of its dimensions is 0"));
    CHECK_THAT(refused(idx(13, {1, 1}, std::string("\x7f\x80\0\0", 4))),
               StartsWith("FILE, sample 1, column 1: the value is not finite"));
    const std::string vast = std::string("\0\0\x08\x02", 4) + "\xff\xff\xff\xff\xff\xff\xff\xff" + "1";
    CHECK_THAT(refused(vast), StartsWith("FILE: its dimensions ask for 18446744065119617"));
}
