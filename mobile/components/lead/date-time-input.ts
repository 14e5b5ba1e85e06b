export type DateTimeInputProps = {
  label: string;
  value: Date | null;
  now: Date;
  timeZone: string | null;
  onChange: (at: Date | null) => void;
};
