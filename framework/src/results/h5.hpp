// SPDX-License-Identifier: MIT
// HDF5's C calls -> handles that close themselves and failures that say why. Private to results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <hdf5.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thalweg::results::h5 {

/// A call that did not work. `error_number` is the errno behind it, 0 where HDF5 tells none.
class Failure : public std::runtime_error {
public:
    Failure(const std::string &text, int number) : std::runtime_error(text), error_number(number) {}
    int error_number;
};

/// What a failure of reading says of the file: that it is damaged, or that the system did not let us read it.
std::string why_unread(const Failure &failure);

/// Throws Failure where `result` is negative, with the innermost remark of HDF5's error stack.
hid_t check(hid_t result, std::string_view doing);

/// Owns one id of any kind.
class Handle {
public:
    using Close = herr_t (*)(hid_t);
    Handle() = default;
    Handle(hid_t id, Close close_call, std::string_view doing) : id_(check(id, doing)), close_(close_call) {}
    Handle(Handle &&other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
    Handle &operator=(Handle &&other) noexcept {
        std::swap(id_, other.id_);
        std::swap(close_, other.close_);
        return *this;
    }
    ~Handle() {
        if (id_ >= 0)
            close_(id_);
    }
    hid_t get() const { return id_; }
    explicit operator bool() const { return id_ >= 0; }
    /// Closes now, so that a failure is seen.
    void close(std::string_view doing) { check(close_(std::exchange(id_, H5I_INVALID_HID)), doing); }

private:
    hid_t id_ = H5I_INVALID_HID;
    Close close_ = nullptr;
};

/// Variable-length UTF-8 text, the only text of the schema.
Handle text_type();
/// How texts are transferred: with a small buffer, for HDF5 clears all of it (1 MiB by default) at each call.
Handle text_transfer();
/// Opens for reading; nothing of HDF5 is printed from here on.
Handle open_file(const std::filesystem::path &path);
void silence();
/// HDF5's own locks fail on many network file systems, and files here never change once they have their name.
void without_locks(hid_t access);

bool has_link(hid_t place, const char *name);
bool has_attribute(hid_t object, const char *name);
/// Names of the links of a group, in order of name.
std::vector<std::string> links(hid_t group);
std::vector<std::string> attributes(hid_t object);
std::string read_text(hid_t object, const char *attribute);
std::uint64_t read_number(hid_t object, const char *attribute);

/// Writes attributes with types and spaces made once: a file has hundreds of them.
class AttributeWriter {
public:
    AttributeWriter();
    void text(hid_t object, const char *name, const std::string &value) const;
    void number(hid_t object, const char *name, std::uint64_t value) const;
    void flag(hid_t object, const char *name, std::uint8_t value) const;
    void bytes(hid_t object, const char *name, const std::vector<std::uint8_t> &values) const;
    /// Fixed-length ASCII, as the dimension-scale specification wants CLASS and NAME.
    void ascii(hid_t object, const char *name, const std::string &value) const;
    /// `dataset`'s dimensions have the scales `scales`.
    void dimension_list(hid_t dataset, const std::vector<hobj_ref_t> &scales) const;
    struct Use {
        hobj_ref_t dataset;
        unsigned dimension;
    };
    /// The scale's own list of who uses it.
    void reference_list(hid_t scale, const std::vector<Use> &uses) const;

private:
    Handle text_, scalar_, reference_;
};

} // namespace thalweg::results::h5
