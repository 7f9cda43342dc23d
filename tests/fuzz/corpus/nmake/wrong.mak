!IF 1 / 0
!ELSE
!ENDIF
!UNDEF A
!INCLUDE none.mak
A B = c
x : {a
	<<
text
