// SPDX-License-Identifier: LGPL-2.1-or-later
// Doubly linked list whose links live in the elements: no allocation, O(1) removal from the middle.
// An element is in at most one list per Link member. Not synchronised; the list does not own its elements.
#pragma once

#include <cstddef>

namespace base {

struct Link {
    Link* previous = nullptr;
    Link* next = nullptr;
    bool linked() const noexcept { return next != nullptr; }
};

template <typename T, Link T::*member>
class IntrusiveList {
 public:
    constexpr IntrusiveList() noexcept { head_.previous = head_.next = &head_; }
    IntrusiveList(const IntrusiveList&) = delete;
    IntrusiveList& operator=(const IntrusiveList&) = delete;

    bool empty() const noexcept { return head_.next == &head_; }
    T* front() const noexcept { return empty() ? nullptr : owner(head_.next); }
    T* back() const noexcept { return empty() ? nullptr : owner(head_.previous); }
    T* after(T& element) const noexcept {
        Link* next = (element.*member).next;
        return next == &head_ ? nullptr : owner(next);
    }
    T* before(T& element) const noexcept {
        Link* previous = (element.*member).previous;
        return previous == &head_ ? nullptr : owner(previous);
    }
    void push_back(T& element) noexcept { insert(element.*member, head_.previous, &head_); }
    void push_front(T& element) noexcept { insert(element.*member, &head_, head_.next); }
    void remove(T& element) noexcept {
        Link& link = element.*member;
        link.previous->next = link.next;
        link.next->previous = link.previous;
        link = {};
    }
    T* pop_front() noexcept {
        T* element = front();
        if (element) remove(*element);
        return element;
    }
    T* pop_back() noexcept {
        T* element = back();
        if (element) remove(*element);
        return element;
    }

 private:
    static void insert(Link& link, Link* previous, Link* next) noexcept {
        link.previous = previous;
        link.next = next;
        previous->next = next->previous = &link;
    }
    static T* owner(Link* link) noexcept {
        // The offset of a data member through a member pointer: well defined for the standard-layout prefix we use.
        alignas(T) static char probe[sizeof(T)];
        const auto offset = reinterpret_cast<char*>(&(reinterpret_cast<T*>(probe)->*member)) - probe;
        return reinterpret_cast<T*>(reinterpret_cast<char*>(link) - offset);
    }

    Link head_;
};

}  // namespace base
