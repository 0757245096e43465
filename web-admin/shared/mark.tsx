/** The mark of Parley: two voices that meet, the one speaking into the other. Decorative; put the name beside it. */
export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">
    <path
      d="M4 9.5A6.5 6.5 0 0 1 10.5 3h7A6.5 6.5 0 0 1 24 9.5v1A6.5 6.5 0 0 1 17.5 17H12l-5.2 4.3A.5.5 0 0 1 6 20.9V15.8A6.5 6.5 0 0 1 4 11z"
      fill="var(--parley-mark-a)"
    />
    <path
      d="M28 17.5a6 6 0 0 0-3.2-5.3A9.5 9.5 0 0 1 15.5 20h-1.3a6 6 0 0 0 5.8 4.5h2.4l4 3.3a.5.5 0 0 0 .8-.4v-3.8a6 6 0 0 0 .8-3z"
      fill="var(--parley-mark-b)"
    />
  </svg>
)
