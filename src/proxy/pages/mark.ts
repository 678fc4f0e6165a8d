/** The mark: a gate with its portcullis half down. One colour of its surroundings, one of the page. */
export const MARK =
  '<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><rect width="32" height="32" rx="8" fill="var(--accent)"/><g fill="none" stroke="var(--on-accent)" stroke-linecap="round" stroke-linejoin="round"><path stroke-width="2.4" d="M7 25.5V16a9 9 0 0 1 18 0v9.5"/><path stroke-width="2" d="M12.8 10.5V22.5M19.2 10.5V22.5M7.5 14.5h17M7.5 19.5h17"/></g></svg>';
