// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles that DuplicateHandle puts into another process: between a parent and a child that CreateProcess started.
//
// The two share a pair of sockets. Who duplicates sends one message, whole or not at all: what the object is, its
// descriptors, the rights, and the value that the handle shall have. Nobody serves the other end. It is read when the
// receiver comes with a value that is not in its table but is of the form that such values have: then all messages are
// taken, their objects made (as inherited ones are: inheritance.hpp) and put into the table, and the value is from then
// on another name of that handle. Values are 1|way:10|count:19|00 in 32 bits, which the table gives to nothing; a
// sender never uses one twice.
//
// What holds whoever is killed, and when: a message is in the socket or was never sent; while it is there its
// descriptors hold the object, also when the sender has ended; when the receiver ends without having looked, it is gone
// like the receiver's other handles. A receiver that is not of this library never looks.
// Limits: a socket holds about two hundred messages that nobody has looked at; 2^19 handles each way in a child's life.
// Then DuplicateHandle fails with ERROR_NO_SYSTEM_RESOURCES. A child made by fork() has no ways.
#pragma once

#include <cstdint>

#include "handleapi/access.hpp"
#include "handleapi/base/status.hpp"
#include "handleapi/delivered.hpp"
#include "handleapi/object.hpp"

namespace handleapi::delivery {

/// For a child about to be started.
class NewWay {
 public:
    /// Without descriptors, or with a thousand ways, there is none, and the child can be given nothing.
    NewWay() noexcept;
    ~NewWay();
    NewWay(const NewWay&) = delete;
    NewWay& operator=(const NewWay&) = delete;

    /// For the child; -1 when there is none. Closed again when this goes.
    int descriptor() const noexcept { return theirs_; }
    uint32_t number() const noexcept { return number_; }
    /// The child has been started.
    void lead_to(uint32_t process_id) noexcept;

 private:
    int ours_ = -1;
    int theirs_ = -1;
    uint32_t number_ = 0;
};

/// The child's side: what its parent, with this id, left it. Takes the descriptor over.
void adopt(int descriptor, uint32_t number, uint32_t parent_id) noexcept;
/// The process has ended: the way to it closes, once what it sent has been taken.
void close_way_to(uint32_t process_id) noexcept;

/// Gives the process a handle to the object and answers its value there. error_access_denied: there is no way to the
/// process, or it has ended; error_not_supported: the object cannot be shared. Throws std::bad_alloc.
base::Result<uintptr_t> send(uint32_t process_id, Object& object, AccessMask access, uint8_t flags);

/// What the handle with this id is called: the value it was sent with, or the id itself.
uintptr_t value_of(uintptr_t id) noexcept;
/// Gives the handle with this id the value, which a parent left it under; false when it cannot.
bool name(uintptr_t value, uintptr_t id) noexcept;
/// Takes what has arrived.
void take_all() noexcept;

}  // namespace handleapi::delivery
