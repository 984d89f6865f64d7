/** Words of the window in which a reviewer draws what is right. */
export const decideWords_en = {
  keeping: "Your decision: kept in this window until you hand it in",
};
