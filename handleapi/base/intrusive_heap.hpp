// SPDX-License-Identifier: LGPL-2.1-or-later
// Pairing heap whose links live in the elements: putting one in allocates nothing and cannot fail. push is O(1), pop
// and remove are O(log n) amortised. An element T derives from HeapNode, is in at most one heap, and says with
// `bool before(const T&) const` what comes first. Not synchronised; the heap does not own its elements.
#pragma once

namespace base {

class HeapNode {
 private:
    template <typename T>
    friend class IntrusiveHeap;
    HeapNode* child_ = nullptr;     // the first one
    HeapNode* next_ = nullptr;      // sibling
    HeapNode* previous_ = nullptr;  // sibling, or the parent of a first child
};

template <typename T>
class IntrusiveHeap {
 public:
    constexpr IntrusiveHeap() noexcept = default;
    IntrusiveHeap(const IntrusiveHeap&) = delete;
    IntrusiveHeap& operator=(const IntrusiveHeap&) = delete;

    bool empty() const noexcept { return !root_; }
    T* front() const noexcept { return static_cast<T*>(root_); }
    void push(T& element) noexcept {
        HeapNode& node = element;
        node.child_ = node.next_ = node.previous_ = nullptr;
        root_ = root_ ? merged(root_, &node) : &node;
    }
    T* pop() noexcept {
        HeapNode* first = root_;
        if (first) root_ = merged_siblings(first->child_);
        return static_cast<T*>(first);
    }
    void remove(T& element) noexcept {
        HeapNode& node = element;
        if (&node == root_) {
            root_ = merged_siblings(node.child_);
            return;
        }
        (node.previous_->child_ == &node ? node.previous_->child_ : node.previous_->next_) = node.next_;
        if (node.next_) node.next_->previous_ = node.previous_;
        if (HeapNode* orphans = merged_siblings(node.child_)) root_ = merged(root_, orphans);
    }
    /// Forgets all elements without touching them.
    void abandon() noexcept { root_ = nullptr; }

 private:
    /// Two roots become one.
    static HeapNode* merged(HeapNode* a, HeapNode* b) noexcept {
        if (static_cast<T*>(b)->before(*static_cast<T*>(a))) {
            HeapNode* first = b;
            b = a;
            a = first;
        }
        b->next_ = a->child_;
        if (b->next_) b->next_->previous_ = b;
        b->previous_ = a;
        a->child_ = b;
        a->next_ = a->previous_ = nullptr;
        return a;
    }
    /// One root out of a chain of siblings: pairs from the left, then the pairs from the right. That is what makes the
    /// amortised bound; no recursion, since a chain may be as long as the heap.
    static HeapNode* merged_siblings(HeapNode* first) noexcept {
        HeapNode* pairs = nullptr;
        while (first) {
            HeapNode* a = first;
            HeapNode* b = a->next_;
            first = b ? b->next_ : nullptr;
            a->next_ = a->previous_ = nullptr;
            HeapNode* pair = b ? merged(a, b) : a;
            pair->next_ = pairs;
            pairs = pair;
        }
        HeapNode* root = nullptr;
        while (pairs) {
            HeapNode* next = pairs->next_;
            pairs->next_ = nullptr;
            root = root ? merged(root, pairs) : pairs;
            pairs = next;
        }
        return root;
    }

    HeapNode* root_ = nullptr;
};

}  // namespace base
